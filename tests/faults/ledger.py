"""The log as the database has it at the end."""

from rooms.models import Message, Room, RoomEvent, RoomSeq

from .records import Final, Row, digest


def read():
    """The rooms, their counters, and what stands at each of their numbers, ready for JSON."""
    messages = Message.objects.values_list(
        "room", "seq", "author", "id", "rev", "body", "client_id"
    )
    events = RoomEvent.objects.values_list("room", "seq", "kind", "user", "message")
    return {
        "kinds": list(Room.objects.values_list("pk", "kind")),
        "counters": list(RoomSeq.objects.values_list("room", "min_seq", "last_seq")),
        "messages": [[*row[:-1], str(row[-1])] for row in messages],
        "events": list(events),
    }


def final(read, history, open):
    """What `read` gave, beside the history as somebody read it by socket."""
    rows = [
        Row(room, seq, "posted", author, id, rev, digest(body), client_id)
        for room, seq, author, id, rev, body, client_id in read["messages"]
    ]
    rows += [
        Row(room, seq, kind, user, id=about) for room, seq, kind, user, about in read["events"]
    ]
    counters = {room: (first, last) for room, first, last in read["counters"]}
    return Final(dict(read["kinds"]), counters, rows, history, open)
