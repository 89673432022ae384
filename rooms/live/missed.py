"""What a room's copy lacks, read once for all who come back with the same: when a server was lost,
that is nearly everybody.
"""

from typing import NamedTuple

from rooms.wire import history


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
        key = _key(room, held)
        kept = self._kept.get(key)
        if kept and kept.upto == head:
            return kept
        told = history.sync(room, user, epoch=held.epoch, after=held.after)
        missed = _ready(told)
        # A reset shows messages as they stand by now, whatever happened since they were a reader.
        if told[0].reset or missed.upto != head:
            return missed._replace(is_of_old=False)
        self._kept[key] = missed
        return missed

    async def forget(self):
        """Soon names in it may be of yesterday, and nobody comes back any more."""
        self._kept = {}


def _key(room, held):
    # Above the number at which they joined, all read the same.
    is_of_before = held.after < room.joined_seq
    sight = (room.joined_seq, room.sees_from, room.history) if is_of_before else None
    return room.pk, held.epoch, held.after, sight


def _ready(told):
    return Missed([event.encode() for event in told], told[-1].upto)
