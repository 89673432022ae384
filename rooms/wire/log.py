"""What stands at a room's numbers, as the events that tell it."""

import math
from typing import NamedTuple

from rooms.models import Message, RoomEvent, Sight

from . import events, payloads

Kind = RoomEvent.Kind
LEAVING = (Kind.LEFT, Kind.REMOVED)


class Entry(NamedTuple):
    """One number of a room, ready to be told: `detach` are the people whom it shows the door.

    What not everyone may read has a `sight`; the `gone` were out when it became what it says. `at`
    is when it was done, in seconds since 1970.
    """

    seq: int
    text: str
    detach: tuple = ()
    sight: Sight | None = None
    gone: frozenset = frozenset()
    at: float = 0

    @property
    def is_for_all(self):
        return not self.sight and not self.gone

    def is_for(self, user_id, since):
        """Whether this person may hear what it says, who reads the room from there on."""
        may_read = self.sight is None or self.sight.is_open_to(since)
        return may_read and user_id not in self.gone


def blank(room_id, seq):
    """What they hear who may not: a number must not be missing."""
    return events.RoomChanged(room_id, seq, {}).encode()


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
        return Entry(row.seq, text, sight=sight, at=at)
    return Entry(row.seq, text, (row.user_id,) if row.kind in LEAVING else (), at=at)


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
    rows = [*Message.objects.filter(**span).told(), *_told(RoomEvent.objects.filter(**span))]
    rows.sort(key=lambda row: row.seq)
    whole = [row for place, row in enumerate(rows, after + 1) if row.seq == place]
    entries = [of_message(row) if _is_post(row) else of_event(row) for row in whole]
    # Read last: whoever left before something became what it says is among them.
    left = RoomEvent.objects.filter(room=room_id, seq__gt=after, kind__in=LEAVING)
    if left := list(left.values_list("seq", "user")):
        became = _became(whole)
        return [_but_for(entry, left, became[entry.seq]) for entry in entries]
    return entries


def _but_for(entry, left, became):
    """The same, to be told to those alone who were in the room when it became what it says."""
    gone = frozenset(user for seq, user in left if entry.seq < seq < became)
    return entry._replace(gone=gone)


def _became(rows):
    """{number: that at which it became what is told of it}, which is infinite where none says it:
    a room and an unfinished answer are told as they stand.
    """
    about = {row.seq: row if _is_post(row) else row.message for row in rows}
    # Asked after all that messages have been given was read: it says no less than was seen.
    ids = {message.pk for message in about.values() if message}
    revs = dict(Message.objects.filter(pk__in=ids).values_list("pk", "rev"))
    return {row.seq: _number_of(row, about[row.seq], revs) for row in rows}


def _number_of(row, message, revs):
    if message is None:
        return row.seq if row.user_id else math.inf
    is_growing = message.answer_state == Message.AnswerState.WRITING
    return math.inf if is_growing else revs.get(message.pk, math.inf)


def _is_post(row):
    return isinstance(row, Message)


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
