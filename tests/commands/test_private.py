"""Private groups, who is brought in, and what newcomers see, as people type it."""

import uuid

import pytest

from rooms.actions import groups as deeds
from rooms.actions import messages, privacy, whispers
from rooms.errors import Forbidden, NotFound
from rooms.live import database
from rooms.models import Message, Room

from ..conftest import crossing
from ..consumers.people import kept
from .typed import made, refused, told


async def made_private(line, lobby, name="Chess"):
    await line.asked(lobby, f"/group create-private {name}")
    return (await line.hear("room.added"))["room"]["id"]


async def says(line, room, *lines):
    for said in lines:
        assert (await line.asked(room, said))["type"] == "ack"


async def bodies(line, room):
    await line.say("room.history", room=room)
    return [message["body"] for message in (await line.hear("room.page"))["messages"]]


@crossing
async def test_a_private_group_is_there_for_those_who_are_brought_in(connect, ada, bob, eve, lobby):
    hers, his, eves = await connect(ada), await connect(bob), await connect(eve)
    room = await made_private(hers, lobby)
    await says(hers, room, "Welcome")

    assert await told(hers, room, "/group invite @BOB") == "bob is in Chess now."
    added = (await his.hear("room.added"))["room"]
    assert (added["id"], added["private"], added["role"]) == (room, True, "member")
    joined = await his.hear("member.joined", room=room)
    assert (joined["user"]["username"], joined["by"]["username"]) == ("bob", "ada")
    assert await bodies(his, room) == ["Welcome"]
    assert await told(hers, room, "/group invite bob") == "bob is in Chess already."
    assert "Only an owner of Chess" in await refused(his, room, "/group invite eve")
    assert "Chess: 2 members, private, you are in it" in await told(his, lobby, "/group list")
    assert "no groups yet" in await told(eves, lobby, "/group list")

    await told(his, room, "/group leave")
    gone = await refused(his, lobby, "/group join Chess")
    assert gone == (await refused(his, lobby, "/group join Poker")).replace("Poker", "Chess")


@crossing
async def test_any_member_brings_others_into_a_public_group(connect, ada, bob, eve, lobby):
    hers, his, eves = await connect(ada), await connect(bob), await connect(eve)
    room = await made(hers, lobby)

    assert "Only members bring others" in await refused(eves, room, "/group invite bob")
    await told(hers, room, "/group invite bob")
    assert await told(his, room, "/group invite eve") == "eve is in Chess now."
    assert (await eves.hear("room.added"))["room"]["id"] == room
    assert "nobody called zed" in await refused(his, room, "/group invite zed")
    assert "nobody has to be invited" in await refused(his, lobby, "/group invite eve")
    whisper = (await his.asked(lobby, "/whisper eve psst"))["room"]
    assert "between two" in await refused(his, whisper, "/group invite ada")
    await told(hers, room, "/group close")
    await told(eves, room, "/group leave")
    assert "closed" in await refused(his, room, "/group invite eve")


@crossing
async def test_a_name_tells_nobody_of_a_private_group(connect, ada, bob, eve, lobby):
    hers, his = await connect(ada), await connect(bob)
    secret = await made_private(hers, lobby)

    assert "There is a group called Chess already" in await refused(
        hers, lobby, "/group create Chess"
    )
    public = await made(his, lobby)
    assert await told(his, lobby, "/group list") == "Chess: 1 member, you are in it"
    eves = await connect(eve)
    await told(eves, lobby, "/group join chess")
    assert (await eves.hear("room.added"))["room"]["id"] == public
    assert "Another group is called Chess by now." in await refused(hers, secret, "/group public")

    # Whoever is in both is asked which they mean.
    await told(hers, lobby, "/group join chess")
    assert "You are in two groups called Chess." in await refused(hers, lobby, "/group leave chess")
    assert await told(hers, public, "/group leave chess") == "You have left Chess."
    await kept(sockets=3)
    assert await told(hers, secret, "/group member") == "Chess: ada (here)"


@crossing
async def test_what_was_said_in_private_stays_with_those_who_were_in_it(
    connect, ada, bob, eve, lobby
):
    hers, his = await connect(ada), await connect(bob)
    room = await made_private(hers, lobby)
    await told(hers, room, "/group invite bob")
    await says(hers, room, "Between us")

    assert "is public" in await told(hers, room, "/group public")
    changed = await his.hear("room.changed", room=room)
    assert changed["details"]["private"] is False
    assert await told(hers, room, "/group public") == "Chess is public already."
    await says(his, room, "For all")
    eves = await connect(eve)
    await told(eves, lobby, "/group join chess")

    assert await bodies(eves, room) == ["For all"]
    assert await bodies(his, room) == ["Between us", "For all"]
    assert "is private" in await told(hers, room, "/group private")
    assert (await eves.hear("room.changed", room=room))["details"]["private"] is True


@crossing
async def test_what_newcomers_see_counts_from_when_it_is_said(connect, ada, bob, eve, lobby):
    hers = await connect(ada)
    room = await made(hers, lobby)
    await says(hers, room, "Open")
    said = await told(hers, room, "/group history Joined")
    assert said == "Newcomers see what is said after their joining, from now on."
    assert (await hers.hear("room.changed", room=room))["details"]["history"] == "joined"
    await says(hers, room, "Hidden")
    await told(hers, room, "/group history all")
    assert "already" in await told(hers, room, "/group history all")
    assert "say all or joined" in await refused(hers, room, "/group history some")

    his = await connect(bob)
    await told(his, lobby, "/group join chess")
    assert await bodies(his, room) == ["Open"]
    for said in ("/group history all", "/group private", "/group public"):
        assert "Only an owner of Chess" in await refused(his, room, said)


@pytest.mark.django_db
def test_a_whisper_is_never_widened_and_the_lobby_stays(ada, bob, lobby):
    posted = whispers.send(ada, bob, "psst", uuid.uuid4())
    whisper = Room.objects.get(pk=posted.room_id)
    for room in (whisper, lobby):
        for oversees in (False, True):
            for change in (privacy.make_public, privacy.make_private):
                with pytest.raises(Forbidden):
                    change(ada, room, oversees=oversees)
            with pytest.raises(Forbidden):
                privacy.show_history(ada, room, "joined", oversees=oversees)
        with pytest.raises(Forbidden):
            deeds.invite(ada, room, bob)


@pytest.mark.django_db
def test_who_is_late_at_a_door_that_was_closed_hears_of_no_group(ada, bob):
    room = deeds.create(ada, "Chess")
    seen = Room.objects.visible_to(bob).get(pk=room.pk)
    privacy.make_private(ada, room)

    for act in (lambda: deeds.join(bob, seen), lambda: deeds.invite(bob, seen, ada)):
        with pytest.raises(NotFound):
            act()


@crossing
async def test_the_directory_knows_what_its_reader_may_know(connect, ada, bob, lobby, client):
    hers = await connect(ada)
    room = await made_private(hers, lobby)
    await says(hers, room, "Here")

    def listed(user):
        client.force_login(user)
        return client.get("/groups/").json()["groups"]

    [group] = await database.write(listed, ada)
    assert (group["id"], group["private"], group["joined"]) == (room, True, True)
    assert group["said_at"].endswith("Z")
    assert await database.write(listed, bob) == []


@pytest.mark.django_db
def test_when_something_was_said_in_private_is_told_to_nobody_later(ada, bob):
    room = deeds.create(ada, "Chess", private=True)
    messages.post(ada, room, "In private", uuid.uuid4())
    privacy.make_public(ada, room)
    [listed] = Room.objects.open_groups(bob)
    assert listed.said_at is None

    posted = messages.post(ada, room, "To be heard of", uuid.uuid4())
    [listed] = Room.objects.open_groups(bob)
    assert listed.said_at == Message.objects.get(pk=posted.message_id).sent_at
