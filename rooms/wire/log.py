"""What stands at a room's numbers, as the events that tell it."""

from typing import NamedTuple

from rooms.models import Message, RoomEvent

from . import events, payloads

Kind = RoomEvent.Kind


class Entry(NamedTuple):
    """One number of a room, ready to be told: `detach` are the people whom it shows the door."""

    seq: int
    text: str
    detach: tuple = ()


def of_message(message):
    """A post, with the message's present state."""
    event = events.MessagePosted(message.room_id, message.seq, payloads.message(message))
    return Entry(message.seq, event.encode())


def of_event(row):
    """Any other number. Needs the row's room, actor, user and message at hand."""
    leaves = row.kind in (Kind.LEFT, Kind.REMOVED)
    return Entry(row.seq, event_of(row).encode(), (row.user_id,) if leaves else ())


def event_of(row):
    if row.message_id:
        return events.MessageChanged(row.room_id, row.seq, payloads.message(row.message))
    if row.user_id is None:
        return events.RoomChanged(row.room_id, row.seq, payloads.details(row.room))
    return _about_member(row)


def between(room_id, after, limit):
    """The entries above number `after`, in order and without a hole, at most `limit`.

    The two tables are read one after the other, so what was committed in between may show only
    in the second: whatever lies beyond a hole is left for the next reading.
    """
    span = {"room": room_id, "seq__gt": after, "seq__lte": after + limit}
    found = [of_message(row) for row in Message.objects.filter(**span).told()]
    found += [of_event(row) for row in _told(RoomEvent.objects.filter(**span))]
    found.sort()
    whole = [entry for place, entry in enumerate(found, after + 1) if entry.seq == place]
    return whole


def not_about_messages(room_id, after, upto):
    """The events of those numbers that no message's state can tell."""
    rows = RoomEvent.objects.filter(room=room_id, seq__gt=after, seq__lte=upto, message=None)
    return [event_of(row) for row in _told(rows.order_by("seq"))]


def _told(rows):
    return rows.select_related("room", "actor", "user", "message__author", "message__deleted_by")


def _about_member(row):
    more = {"user": payloads.user(row.user)}
    if row.actor_id and row.actor_id != row.user_id:
        more["by"] = payloads.user(row.actor)
    if row.reason:
        more["reason"] = row.reason
    if row.kind == Kind.JOINED:
        return events.MemberJoined(row.room_id, row.seq, **more)
    if row.kind == Kind.ROLE:
        return events.MemberChanged(row.room_id, row.seq, role=row.role, **more)
    return events.MemberLeft(row.room_id, row.seq, **more)
