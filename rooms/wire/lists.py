"""Messages that stand together for another reason than their place in a room: those that were
asked for by id, a room's pins, what somebody saved.

One object on the wire stays under half a MiB; what has no place in it is to be asked for again.
"""

from rooms import limits
from rooms.models import Message, Saved, sight

from . import events, payloads


def messages(user, ids):
    """(those of these messages that `user` may read, the ids of the rest that found no place)."""
    rows = Message.objects.readable_by(user).filter(pk__among=ids).told().order_by("pk")
    return _fitting(payloads.messages(rows))


def pins(room, user, *, id=events.UNSET):
    """What a room keeps in sight of `user`, the latest pin first.

    Raises NotFound for who is no reader of it, or was none for a moment while this was read.
    """
    with sight.lasting(user, room):
        rows = list(Message.objects.readable_by(user).pinned_in(room).told())
    found, rest = _fitting(payloads.messages(rows))
    return events.RoomPins(room.pk, found, rest, id=id)


def saved(user, before, limit):
    """(what `user` saved and may read, the latest first, and whether there is more).

    Each is an object with the `message`, and when it was saved; `before` is the id of one.
    """
    mine = Saved.objects.filter(user=user, message__in=Message.objects.readable_by(user))
    if before is not None:
        mine = mine.filter(pk__lt=before)
    rows = list(mine.order_by("-pk")[: limit + 1])
    # Asked once more what may be read, as it is other than it was a moment ago.
    readable = Message.objects.readable_by(user).told()
    kept = readable.in_bulk([row.message_id for row in rows[:limit]])
    rows, more = [row for row in rows[:limit] if row.message_id in kept], len(rows) > limit
    found, _ = _fitting(payloads.messages(kept[row.message_id] for row in rows))
    entries = [
        {"id": row.pk, "at": payloads.time(row.at), "message": message}
        for row, message in zip(rows, found, strict=False)
    ]
    return entries, more or len(rows) > len(entries)


def saved_ids(user):
    """The ids of all messages that `user` saved."""
    return list(Saved.objects.filter(user=user).order_by("pk").values_list("message", flat=True))


def _fitting(found):
    """As many as one object carries, and the ids of the others."""
    count, size = 0, 0
    for message in found:
        size += len(events.encoded(message))
        if size > limits.PAGE_BYTES:
            break
        count += 1
    return found[:count], [message["id"] for message in found[count:]]
