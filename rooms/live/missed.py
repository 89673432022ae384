"""What a room's copy lacks, read once for all who come back with the same: when a server was lost,
that is nearly everybody.
"""

from typing import NamedTuple

from rooms.wire import history

# The sight of all who had joined before.
ALIKE = None


class Missed(NamedTuple):
    """What brings a copy up to date, ready to be sent, and up to which number.

    `is_of_old`: it tells nothing that happened after its reader was seen to be one.
    """

    texts: list
    upto: int
    is_of_old: bool = True


class Copies:
    """Keeps what was read until it is told to forget. Of a room that went on it is read again."""

    def __init__(self):
        self._kept = {}

    def missed(self, room, user, held):
        """What `user` missed of `room` (a row of `followed.rooms`), who holds it as `held` says."""
        head = room.counter.last_seq
        if (held.epoch, held.after) == (room.counter.epoch, head):
            return _ready([history.nothing(room)])
        place = room.pk, held.epoch, held.after
        for sight in (ALIKE, _sight(room)) if _was_there(room, held.after) else (_sight(room),):
            kept = self._kept.get((*place, sight))
            if kept and kept.upto == head:
                return kept
        told = history.sync(room, user, epoch=held.epoch, after=held.after)
        missed = _ready(told)
        # A reset shows messages as they stand by now, whatever happened since they were a reader.
        # And messages of a room that went on meanwhile may say what became of them since.
        if told[0].reset or missed.upto != head or history.head(room) != head:
            return missed._replace(is_of_old=False)
        sight = ALIKE if _is_alike(room, held.after) else _sight(room)
        self._kept[*place, sight] = missed
        return missed

    async def forget(self):
        """Soon names in it may be of yesterday, and nobody comes back any more."""
        self._kept = {}


def _sight(room):
    return room.joined_seq, room.sees_from, room.history


def _is_alike(room, after):
    """Whether all read the same of what came after that number: what was said above it is for all
    who had joined by then, but what became of older words only for those who may read them.
    """
    if room.kind == room.Kind.LOBBY:
        return True
    return _was_there(room, after) and not history.touches_older(room, after)


def _was_there(room, after):
    return after >= room.joined_seq


def _ready(told):
    return Missed([event.encode() for event in told], told[-1].upto)
