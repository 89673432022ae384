"""What people type about groups, and what they are told."""

from rooms.models import Room


async def made(line, lobby, name="Chess"):
    """The id of a group that this person has just made."""
    await line.asked(lobby, f"/group create {name}")
    return (await line.hear("room.added"))["room"]["id"]


async def told(line, room, said):
    answer = await line.asked(room, said)
    assert answer["type"] == "notice", answer
    return answer["text"]


async def refused(line, room, said):
    answer = await line.asked(room, said)
    assert (answer["type"], answer["final"]) == ("error", True), answer
    return answer["text"]


def groups():
    rooms = Room.objects.filter(kind="group").order_by("pk")
    return [(room.name, room.closed) for room in rooms]
