"""Changes of a message that stands: each takes a number in its room's log."""

from contextlib import contextmanager
from typing import NamedTuple

from rooms.errors import DEACTIVATED, Forbidden, NoMessage, ReadOnly
from rooms.models import Message, Room, RoomEvent
from rooms.wire import log, publish

from . import numbers

DELETED = "This message was deleted."


class Done(NamedTuple):
    """How a message stands: number `seq` was its latest change. `known`: it was so before."""

    room_id: int
    seq: int
    message_id: int
    known: bool = False

    @classmethod
    def before(cls, message):
        return cls(message.room_id, message.rev, message.pk, known=True)


@contextmanager
def locked(person, message_id):
    """One transaction with the counter of this message's room locked, for somebody whose account
    stands. Raises NoMessage where there is no such message, and Forbidden.
    """
    room_id = Message.objects.filter(pk=message_id).values_list("room", flat=True).first()
    with numbers.locked([room_id] if room_id else []) as counters:
        if room_id not in counters:
            raise NoMessage()
        if not numbers.people([person.pk]).get(person.pk):
            raise Forbidden(DEACTIVATED)
        yield counters[room_id]


@contextmanager
def underway(person, message_id):
    """One transaction in which this person changes something about a message that they read:
    its room's counter, locked, and the message as it is now.

    Raises NoMessage, ReadOnly in a closed group, and Forbidden for what was deleted.
    """
    with locked(person, message_id) as counter:
        readable = Message.objects.readable_by(person).select_related("room")
        message = readable.filter(pk=message_id).first()
        if message is None:
            raise NoMessage()
        if message.room.closed:
            raise ReadOnly()
        if message.deleted_at:
            raise Forbidden(DELETED)
        yield counter, message


def record(counter, message, kind, actor, reason=""):
    """Give a change its number, and tell the message's present state once that is committed.

    Needs all that `told()` brings, as it is after the change. Returns Done.
    """
    # Who may hear of it is decided by how the room stands under its lock.
    message.room = Room.objects.get(pk=message.room_id)
    message.rev = counter.take()
    message.save(update_fields=["rev"])
    row = RoomEvent.objects.create(
        room=message.room, seq=message.rev, kind=kind, actor=actor, message=message, reason=reason
    )
    publish.entry(message.room_id, log.of_event(row))
    return Done(message.room_id, message.rev, message.pk)


def told(counter, message, kind, actor):
    """Record a change of this message, whose rows are written already. Returns Done."""
    now = Message.objects.told().select_related("room").get(pk=message.pk)
    return record(counter, now, kind, actor)
