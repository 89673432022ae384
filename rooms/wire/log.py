"""What stands at a room's numbers, as the events that tell it."""

from typing import NamedTuple

from rooms.models import Message, RoomEvent, Sight

from . import events, payloads

Kind = RoomEvent.Kind


class Entry(NamedTuple):
    """One number of a room, ready to be told: `detach` are the people whom it shows the door.

    What not everyone may read has a `sight`, and `instead` is told to the others. `at` is when it
    was done, in seconds since 1970.
    """

    seq: int
    text: str
    detach: tuple = ()
    sight: Sight | None = None
    instead: str = ""
    at: float = 0

    def text_for(self, since):
        """What somebody hears who reads the room from there on."""
        may_read = self.sight is None or self.sight.is_open_to(since)
        return self.text if may_read else self.instead


def of_message(message):
    """A post, with the message's present state."""
    event = events.MessagePosted(message.room_id, message.seq, payloads.message(message))
    return Entry(message.seq, event.encode(), at=message.sent_at.timestamp())


def of_event(row):
    """Any other number. Needs the row's room, actor, user and message at hand."""
    text, at = event_of(row).encode(), row.at.timestamp()
    if row.message_id:
        sight = sight_of(row.message)
        sight = None if sight.is_for_all(row.room) else sight
        # A number that they may not read must not be missing: they hear how the room stands.
        instead = sight and _room_changed(row).encode()
        return Entry(row.seq, text, sight=sight, instead=instead or "", at=at)
    leaves = row.kind in (Kind.LEFT, Kind.REMOVED)
    return Entry(row.seq, text, (row.user_id,) if leaves else (), at=at)


def sight_of(message):
    """What decides who may read a message."""
    return Sight(message.seq, message.shared)


def event_of(row):
    if row.message_id:
        return events.MessageChanged(row.room_id, row.seq, payloads.message(row.message))
    if row.user_id is None:
        return _room_changed(row)
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
    rows = list(rows.select_related("room", "actor", "user"))
    messages = Message.objects.told().in_bulk({row.message_id for row in rows if row.message_id})
    for row in rows:
        if row.message_id:
            row.message = messages[row.message_id]
    return rows


def _room_changed(row):
    return events.RoomChanged(row.room_id, row.seq, payloads.details(row.room))


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
