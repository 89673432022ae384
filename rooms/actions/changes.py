"""Changes of a message that stands: each takes a number in its room's log."""

from rooms.models import Room, RoomEvent
from rooms.wire import log, publish


def record(counter, message, kind, actor, reason=""):
    """Give a change its number, and tell the message's present state once that is committed.

    Needs all that `told()` brings, as it is after the change. Returns the number.
    """
    # Who may hear of it is decided by how the room stands under its lock.
    message.room = Room.objects.get(pk=message.room_id)
    message.rev = counter.take()
    message.save(update_fields=["rev"])
    row = RoomEvent.objects.create(
        room=message.room, seq=message.rev, kind=kind, actor=actor, message=message, reason=reason
    )
    publish.entry(message.room_id, log.of_event(row))
    return message.rev
