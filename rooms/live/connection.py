"""One open socket: whose it is, which rooms it follows and how far it has heard each."""

import asyncio
import logging
import time
import uuid
from contextlib import asynccontextmanager

from rooms import limits
from rooms.models import NOTHING
from rooms.wire import events, log

from .counts import counts
from .order import Order
from .outbox import Outbox, Piece

logger = logging.getLogger(__name__)

RESTART = 1012


class Follow:
    """How one connection hears one room.

    `cursor` is the highest number put into its outbox, None until the snapshot was read. While
    not `live` it hears nothing from the feed and catches up from ring or database, which the task
    `pulling` reads; but not while it is `paused`. `since` is from where on its person reads the
    room: nothing until that is known.
    """

    __slots__ = ("cursor", "feed", "live", "paused", "pulling", "since")

    def __init__(self, feed):
        self.feed = feed
        self.since = NOTHING
        self.cursor = None
        self.live = False
        self.paused = self.pulling = None


class Connection:
    def __init__(self, visitor, consumer):
        self.id = uuid.uuid4()
        self.visitor = visitor
        self.user = visitor.user
        self.consumer = consumer
        self.outbox = Outbox(consumer, self.catch_up)
        self.follows = {}
        self.read = {}
        self.wishes = {}, []
        # The one that all have in common while it is empty: a set takes 216 bytes for each.
        self.behind = frozenset()
        self.order = Order()
        self.unfinished = asyncio.Semaphore(limits.UNFINISHED_REQUESTS)
        self.undecided = 0
        self._decided = None
        self.faults = {}
        self.state = "active"
        self.appearance = None
        self.typed = None
        self.opened_at = self.heard_at = time.monotonic()
        self.greeted = False
        self.ready = False
        self.closed = False
        self.heard_at_last = frozenset()

    def tell(self, event):
        self.outbox.put(event.encode())

    def heartbeat(self, id=events.UNSET):
        """The newest number of each room that is followed."""
        feeds = [follow.feed for follow in self.follows.values()]
        heads = {feed.room_id: feed.head for feed in feeds if feed.head is not None}
        return events.Heartbeat(heads, id=id)

    def comfort(self):
        """Tell who waits for the welcome that the server lives."""
        if not self.ready:
            # It is not they who are silent.
            self.heard_at = time.monotonic()
            self.outbox.put_passing(events.SIGN_OF_LIFE)

    def mark(self, marks):
        """Tell how far rooms were read (`payloads.marks` of each), where that was not told."""
        for one in marks:
            if self.hears(one["room"]) and self.read.get(one["room"]) != one["read"]:
                self.tell_marks(one)

    def tell_marks(self, marks, id=events.UNSET):
        self.read[marks["room"]] = marks["read"]
        self.tell(events.RoomMarked(**marks, id=id))

    def note(self, levels, keywords):
        """Tell of what the person wants to be told, where that is other than it was."""
        known, words = self.wishes
        if keywords != words or any(known.get(pk, level) != level for pk, level in levels.items()):
            self.tell_wishes(levels, keywords)
        self.wishes = levels, keywords

    def tell_wishes(self, levels, keywords, id=events.UNSET):
        self.wishes = levels, keywords
        self.tell(events.NotifyChanged(levels, keywords, id=id))

    def submitted(self):
        """A post of this connection is on its way."""
        self.undecided += 1

    def settled(self):
        self.undecided -= 1
        decided, self._decided = self._decided, None
        if decided:
            decided.set()

    async def decided_before(self):
        """Return when only the latest post of this connection is left undecided."""
        while self.undecided > 1:
            # Made where one waits: it is large, and there are thousands of connections.
            self._decided = self._decided or asyncio.Event()
            await self._decided.wait()

    def hears(self, room_id):
        """Whether what is said in this room reaches the socket."""
        return room_id in self.follows and self.follows[room_id].cursor is not None

    @asynccontextmanager
    async def paused(self, room_id):
        """Meanwhile nothing that is said in the room is told here: all of it comes after, as if it
        was said then. One at a time.
        """
        follow = self.follows.get(room_id)
        if follow is None:
            yield
            return
        while under_way := follow.paused or follow.pulling:
            await asyncio.wait([under_way])
        follow.live, follow.paused = False, asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            follow.paused.set_result(None)
            follow.paused = None
            if self.follows.get(room_id) is follow and follow.cursor is not None:
                follow.feed.catch_up(self, follow)

    def knows(self, room_id):
        """The same, or whether it did when the socket went: what was asked for then is done."""
        return room_id in self.heard_at_last or self.hears(room_id)

    def follow(self, feed):
        """Register with a feed, hearing nothing yet: `go` on from a number once it is known."""
        follow = self.follows[feed.room_id] = Follow(feed)
        feed.followers[self] = follow
        return follow

    def go(self, room_id, cursor, since=None):
        """Hear everything of the room above `cursor`, which never goes back."""
        follow = self.follows.get(room_id)
        if follow is None:
            return
        if since is not None:
            follow.since = since
        follow.cursor = max(cursor, follow.cursor or 0)
        follow.feed.catch_up(self, follow)

    def hear(self, follow, entries):
        """Queue these entries of a room's log, in order. False when the outbox is full."""
        room_id = follow.feed.room_id
        for entry in entries:
            if entry.seq <= follow.cursor:
                continue
            if not self.outbox.put_log(Piece.of(self.words(follow, entry), room_id)):
                self._wait(follow)
                return False
            follow.cursor = entry.seq
            if self.user.pk in entry.detach:
                self.dismiss(room_id)
                return False
        return True

    def words(self, follow, entry):
        """What this person hears at a number of a room's log."""
        if entry.is_for(self.user.pk, follow.since):
            return entry.text
        return log.blank(follow.feed.room_id, entry.seq)

    def hear_joined(self, follow, piece, first, last):
        """Queue several numbers of a log as one text, when none of them was heard before."""
        if follow.cursor < first and self.outbox.tell_log(piece):
            follow.cursor = last
            return True
        return False

    def _wait(self, follow):
        """The outbox is full: what it holds leaves first, then this room is gone on with."""
        counts.overflows += 1
        follow.live = False
        self.behind |= {follow.feed.room_id}

    def catch_up(self):
        """The outbox has drained: go on where rooms were left."""
        if not self.behind:
            return
        behind, self.behind = self.behind, frozenset()
        for room_id in behind:
            if room_id in self.follows:
                follow = self.follows[room_id]
                follow.feed.catch_up(self, follow)

    def dismiss(self, room_id):
        """Stop following: after this, nothing of the room reaches this socket."""
        if self.leave(room_id):
            self.tell(events.RoomRemoved(room_id))

    def leave(self, room_id):
        follow = self.follows.pop(room_id, None)
        self.read.pop(room_id, None)
        if follow is not None:
            follow.feed.drop(self)
            self.consumer.part_room(room_id)
        return follow is not None

    def close(self, code, reconnect=True, after_ms=0):
        """Say goodbye and close with this code, once what is queued has left.

        Returns the task that does, or None when it is being done already.
        """
        if self.closed:
            return None
        self.closed = True
        counts.closes[code] += 1
        if code != RESTART:
            logger.info("a socket is closed", extra=self.known() | {"code": code})
        return self.consumer.finish(code, events.Bye(code, reconnect, after_ms))

    def known(self):
        """What a log may know of this connection."""
        seconds = round(time.monotonic() - self.opened_at, 3)
        return {"connection": str(self.id), "user": self.user.pk, "seconds": seconds}

    def end(self):
        """The socket is gone: leave everything behind."""
        self.closed = True
        self.heard_at_last = {room_id for room_id in self.follows if self.hears(room_id)}
        self.outbox.close()
        for room_id in list(self.follows):
            self.leave(room_id)
