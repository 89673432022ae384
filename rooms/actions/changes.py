"""Changes of a message that stands: each takes a number in its room's log."""

from rooms.models import RoomEvent
from rooms.wire import log, publish


def record(counter, message, kind, actor, reason=""):
    """Give a change its number, and tell the message's present state once that is committed.

    Needs the message's room, and all that `told()` brings, as they are after the change. Returns
    the number.
    """
    message.rev = counter.take()
    message.save(update_fields=["rev"])
    row = RoomEvent.objects.create(
        room=message.room, seq=message.rev, kind=kind, actor=actor, message=message, reason=reason
    )
    publish.entry(message.room_id, log.of_event(row))
    return message.rev
