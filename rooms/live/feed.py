"""The only way to a socket's outbox: a room's numbers in order, without a hole.

What the channel layer brings is a hint. One that comes early waits a moment for its neighbour;
then the database is read.
"""

import asyncio
import logging
from collections import deque
from functools import partial

from rooms import limits
from rooms.wire import log

from . import database
from .counts import counts
from .outbox import Piece, size

logger = logging.getLogger(__name__)

EARLY_HINTS = 1_000
PASSING_HINTS = 100


class Feed:
    """One room as this process hears it. `head` is the last number told; None while opening.

    `soon(flush)` calls what it is given at the end of this turn.
    """

    def __init__(self, room_id, tasks, soon, on_empty, on_detach):
        self.room_id = room_id
        self.head = None
        self.unsure = True
        self.followers = {}
        self._tasks = tasks
        self._soon = soon
        self._on_empty = on_empty
        self._on_detach = on_detach
        self._ring = deque(maxlen=limits.FEED_RING)
        self._early = {}
        self._passing = []
        self._passed = deque(maxlen=PASSING_HINTS)
        self._fresh = []
        self._repair = None
        self._is_waiting = False
        self.is_opening = False
        self.opened = asyncio.get_running_loop().create_future()

    def open(self, head):
        """Start at this number: whatever lies above it is heard, or was kept as an early hint."""
        self.head = head
        self._advance()
        if not self.opened.done():
            self.opened.set_result(None)
        if self._early:
            self.repair("opening")

    def offer(self, entry):
        """A hint: this is what stands at a number. Repeats are dropped, early ones wait."""
        if self.head is None or entry.seq > self.head + 1:
            self._keep_early(entry)
        elif entry.seq == self.head + 1:
            self._tell(entry)
            self._advance()

    def offer_passing(self, id, seq, text, sight=None):
        """Something without a number, to be told once, when the feed has reached `seq`."""
        if id in self._passed:
            return
        self._passed.append(id)
        if self.head is not None and seq <= self.head:
            self._tell_passing(text, sight)
        elif len(self._passing) < PASSING_HINTS:
            self._passing.append((seq, text, sight))

    def heard_of(self, last):
        """The room's counter stands at `last`: what of it was not heard must be read."""
        if self.head is not None and last > self.head:
            self.repair("poll")

    def repair(self, cause):
        """Read the database from here on. Returns the task that does; there is one at a time."""
        if self._repair is None or self._repair.done():
            counts.repairs[cause] += 1
            self._repair = self._tasks.start(self._read_on())
        return self._repair

    async def settled(self):
        """Return when what is being read now was read: it may be older than what is committed."""
        if self._repair is not None and not self._repair.done():
            await asyncio.wait([self._repair])

    def catch_up(self, connection, follow):
        """Bring a follower from its cursor to the feed's head, from the ring if that reaches. Not
        while it is paused: this is done when that ends.
        """
        self._flush()
        if follow.paused:
            return
        if follow.cursor >= self.head:
            follow.live = True
        elif lacking := self._in_ring(follow.cursor):
            if connection.hear(follow, lacking):
                follow.live = True
        elif not follow.pulling:
            follow.pulling = self._tasks.start(self._pull(connection, follow))

    def drop(self, connection):
        self.followers.pop(connection, None)
        if not self.followers:
            self._on_empty(self)

    def _in_ring(self, cursor):
        """All that was told above this number, if the ring reaches down to it."""
        if not self._ring or self._ring[0].seq > cursor + 1:
            return []
        return list(self._ring)[cursor + 1 - self._ring[0].seq :]

    def _keep_early(self, entry):
        if len(self._early) < EARLY_HINTS:
            self._early[entry.seq] = entry
        if self.head is not None:
            self._wait_for_neighbours()

    def _wait_for_neighbours(self):
        if self._early and not self._is_waiting:
            self._is_waiting = True
            asyncio.get_running_loop().call_later(limits.GAP_SECONDS, self._mend)

    def _mend(self):
        self._is_waiting = False
        if self._early:
            self.repair("gap")

    def _advance(self):
        while self._early and (entry := self._early.pop(self.head + 1, None)):
            self._tell(entry)
        for seq in [seq for seq in self._early if seq <= self.head]:
            del self._early[seq]
        if self._passing:
            ready = [waiting[1:] for waiting in self._passing if waiting[0] <= self.head]
            self._passing = [waiting for waiting in self._passing if waiting[0] > self.head]
            for text, sight in ready:
                self._tell_passing(text, sight)

    def _tell_passing(self, text, sight):
        self._flush()
        for connection, follow in self.followers.items():
            if follow.live and (sight is None or sight.is_open_to(follow.since)):
                connection.outbox.put_passing(text)

    def _tell(self, entry):
        self.head = entry.seq
        self._ring.append(entry)
        if not self._fresh:
            self._soon(self._flush)
        self._fresh.append(entry)
        if entry.detach:
            self._flush()
            self._detach(entry)

    def _flush(self):
        """What was told in this tick leaves as few texts as may be, joined once for everyone."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            counts.told(fresh, len(self.followers))
        for entries in _bundles(fresh):
            piece = Piece.of("\n".join(entry.text for entry in entries), self.room_id)
            first, last = entries[0].seq, entries[-1].seq
            is_for_all = all(entry.is_for_all for entry in entries)
            for connection, follow in list(self.followers.items()):
                if not follow.live:
                    continue
                if not (is_for_all and connection.hear_joined(follow, piece, first, last)):
                    connection.hear(follow, entries)

    def _detach(self, entry):
        for connection, follow in list(self.followers.items()):
            if connection.user.pk in entry.detach:
                self._show_the_door(connection, follow, entry)
        for user_id in entry.detach:
            self._on_detach(user_id)

    def _show_the_door(self, connection, follow, entry):
        """They hear of it themselves, after what they lack. Of that, what the ring has no more is
        dropped: read later, it would tell them what became of it after they left.
        """
        if follow.cursor is None:
            connection.leave(self.room_id)
            return
        if follow.cursor < entry.seq:
            lacking = self._in_ring(follow.cursor)
            if not lacking:
                connection.outbox.forget(self.room_id)
            for told in lacking or [entry]:
                connection.outbox.put(connection.words(follow, told))
        connection.dismiss(self.room_id)

    async def _read_on(self):
        while True:
            entries = await database.read(log.between, self.room_id, self.head, limits.FEED_RING)
            counts.missed += sum(self._is_news(entry.seq) for entry in entries)
            for entry in entries:
                self.offer(entry)
            if len(entries) < limits.FEED_RING:
                break
        # Hints that came meanwhile may stand beyond what was read.
        self._wait_for_neighbours()

    def _is_news(self, seq):
        return seq > self.head and seq not in self._early

    async def _pull(self, connection, follow):
        """Catch one follower up from the database, while it still follows."""
        try:
            while follow.cursor < self.head:
                after = follow.cursor
                entries = await database.read(log.between, self.room_id, after, limits.FEED_RING)
                if connection.follows.get(self.room_id) is not follow:
                    return
                if not connection.hear(follow, entries):
                    return
            follow.live = True
        except Exception as fault:
            logger.warning("a follower lags behind: %s", type(fault).__name__)
            again = partial(self._pull_again, connection, follow)
            asyncio.get_running_loop().call_later(limits.POLL_DEAF_SECONDS, again)
        finally:
            follow.pulling = None

    def _pull_again(self, connection, follow):
        if connection.follows.get(self.room_id) is follow:
            self.catch_up(connection, follow)


def _bundles(entries):
    bundle, weight = [], 0
    for entry in entries:
        if bundle and weight + size(entry.text) >= limits.JOINED_BYTES:
            yield bundle
            bundle, weight = [], 0
        bundle.append(entry)
        weight += size(entry.text) + 1
    if bundle:
        yield bundle
