"""This server process: everything that lives as long as it, and the ear for the channel layer."""

import asyncio
import logging
import uuid

from channels.layers import get_channel_layer
from django.conf import settings
from django.utils.module_loading import import_string

from rooms import limits
from rooms.actions import answers, indexing, receipts, tombstones
from rooms.actions import presence as presence_actions
from rooms.wire import publish

from . import database, layers, watch
from .access import Access
from .buckets import Buckets
from .connection import RESTART
from .entrance import Entrance
from .feeds import Feeds
from .flushes import Flushes
from .garbage import Garbage
from .locks import Locks
from .marks import Marks
from .missed import Copies
from .presence import Presence
from .readiness import Readiness
from .tasks import Tasks
from .writer import Writer

logger = logging.getLogger(__name__)

# While one server starts again, nobody can be let in; where there are others, they let in at once,
# and each who comes costs them a moment.
COME_BACK_MS = 5_000
COME_BACK_ELSEWHERE_MS = 1_500
LETTING_IN_MS = 20
BARRIER_SECONDS = 5
SWEEP_SECONDS = 5
# Named as the layers are in the settings: Redis' client is loaded where there is a Redis.
SHARED_BUCKETS = "rooms.live.shared_buckets.SharedBuckets"
HOUR_SECONDS = 3_600

_processes = {}


class Process:
    """The parts of one event loop's server. Each is one of a kind."""

    def __init__(self):
        self.id = uuid.uuid4()
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self.direct = layers.is_direct(self.layer)
        self.tasks = Tasks()
        self.flushes = Flushes()
        self.writer = Writer()
        self.publisher = publish.Publisher(self.layer.hand if self.direct else None)
        self.feeds = Feeds(self.layer, self.tasks, self.flushes.feed_soon, on_detach=self._refresh)
        self.access = Access(self.feeds, self.tasks)
        self.garbage = Garbage(self.access)
        self.presence = Presence(self.id, self.access)
        self.marks = Marks()
        self.buckets = _buckets()
        self.entrance = Entrance()
        self.paging = Locks()
        self.copies = Copies()
        self.watch = watch.Watch(self)
        self.readiness = Readiness(self)
        # The ids of answers that are written here, and of those of which nobody here knows.
        self.writing = set()
        self._unknown = set()
        self.alone = False
        self.stopping = False

    async def begin(self, alone):
        """Start the background work. `alone`: no other process serves this database."""
        logger.info("the server begins", extra={"server": watch.short(self.id)})
        self.alone = alone
        if self.direct:
            self.layer.listen(self.hear)
        else:
            self.tasks.start(self.publisher.run())
        publish.through(self.publisher)
        await self._take_lease(alone)
        every = self.tasks.every
        every(limits.POLL_SECONDS, self.feeds.poll)
        every(limits.POLL_SECONDS, self.access.poll)
        every(limits.SESSION_SECONDS, self.access.check_sessions)
        every(BARRIER_SECONDS, self.feeds.make_sure)
        every(SWEEP_SECONDS, self.access.close_silent)
        every(SWEEP_SECONDS, self.garbage.sweep)
        every(limits.LEASE_RENEW_SECONDS, self.presence.renew)
        every(limits.LEASE_RENEW_SECONDS, self._interrupt_abandoned)
        every(HOUR_SECONDS, self._forget_old)
        every(limits.TERMS_SECONDS, self._make_missing_terms)
        if self.buckets.shared:
            every(0, self.buckets.exchange)
        if not self.direct:
            every(SWEEP_SECONDS, self.access.rejoin_missing)
            every(limits.REJOIN_SECONDS, self.access.rejoin_all)
        every(limits.COMFORT_SECONDS, self.entrance.comfort)
        every(limits.COPIES_SECONDS, self.copies.forget)
        every(0, self.watch.feel_lag)
        every(limits.WATCH_SECONDS, self.watch.look)
        every(0, self.marks.save)
        every(limits.PEOPLE_TELL_SECONDS, self.presence.save)
        every(0, self.presence.tell)

    def start_soon(self, work, *args):
        """Start `work(*args)` as work of the process, from any thread."""
        self.loop.call_soon_threadsafe(lambda: self.tasks.start(work(*args)))

    def hear(self, message):
        """A message from the layer: the few types that there are for ever."""
        if message["type"] == "chat.deliver":
            self.feeds.offer(message)
        elif "marked" in message:
            self.access.marked(message["user"], message["last"], message["marked"])
        elif "saved" in message:
            self.access.saved(message["user"], message["last"], *message["saved"])
        elif message["type"] == "chat.refresh":
            self._refresh(message["user"], message.get("people"))

    def _refresh(self, user_id, people=None):
        if user_id is None:
            self.presence.look(people)
        else:
            self.access.refresh(user_id)

    @property
    def come_back_ms(self):
        """The time over which those who are sent home shall spread their coming back."""
        if self.alone:
            return COME_BACK_MS
        coming = 1 + len(self.access.everyone())
        return min(coming * LETTING_IN_MS, COME_BACK_ELSEWHERE_MS)

    async def drain(self):
        """Stop serving: finish what was begun, send everybody home to come back, and end."""
        self.stopping = True
        self.entrance.close()
        connections, after_ms = self.access.everyone(), self.come_back_ms
        try:
            async with asyncio.timeout(limits.DRAIN_SECONDS):
                await self.writer.flushed()
                goodbyes = [each.close(RESTART, after_ms=after_ms) for each in connections]
                await asyncio.gather(*filter(None, goodbyes))
        except TimeoutError:
            logger.warning("some clients did not take their goodbye in time")
        await self.stop()

    async def stop(self):
        publish.through(None)
        self.writer.end()
        await self.tasks.stop()
        await self.buckets.close()
        await self.presence.end()
        await database.settled()

    async def _interrupt_abandoned(self):
        if self.presence.is_sure:
            await database.write(answers.interrupt_abandoned)
        asked = self.id, list(self.writing), self._unknown
        self._unknown = await database.write(answers.interrupt_unknown, *asked)

    async def _forget_old(self):
        await database.write(receipts.forget_old)
        await database.write(tombstones.purge)

    async def _make_missing_terms(self):
        await database.write(indexing.make_missing)

    async def _take_lease(self, alone):
        try:
            if alone:
                await database.write(presence_actions.alone, self.id)
            await self.presence.renew()
        except Exception as fault:
            # The chat serves what it can; the lease is taken when the database answers.
            logger.warning("no lease yet: %s", type(fault).__name__)


async def start(alone=False):
    """The running loop's process, begun when it is not there yet. Returns it."""
    loop = asyncio.get_running_loop()
    if loop not in _processes:
        _forget_closed_loops()
        process = _processes[loop] = Process()
        process.begun = loop.create_task(process.begin(alone))
    process = _processes[loop]
    await asyncio.shield(process.begun)
    return process


def running():
    """The process whose loop runs now, from any of its threads; None where nothing serves."""
    return next((one for loop, one in list(_processes.items()) if loop.is_running()), None)


async def drain():
    """End the running loop's process, if there is one: within ten seconds, losing nothing."""
    process = _processes.pop(asyncio.get_running_loop(), None)
    if process is not None:
        await process.drain()


def _buckets():
    if not settings.RATE_LIMITS:
        return Buckets(buckets={})
    if settings.REDIS_URLS:
        prefix = settings.CHANNEL_LAYERS["default"].get("CONFIG", {}).get("prefix", "chat")
        return import_string(SHARED_BUCKETS)(settings.REDIS_URLS[0], prefix)
    return Buckets()


def _forget_closed_loops():
    for loop in [loop for loop in _processes if loop.is_closed()]:
        del _processes[loop]
