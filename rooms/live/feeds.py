"""The feeds of this process, and the polls that make up for what the layer loses."""

import asyncio
import logging
import random

from rooms import limits
from rooms.models import RoomSeq, Sight
from rooms.wire.log import Entry

from . import database
from .feed import Feed

logger = logging.getLogger(__name__)


class Feeds:
    def __init__(self, layer, tasks, soon, on_detach):
        self._layer = layer
        self._tasks = tasks
        self._soon = soon
        self._on_detach = on_detach
        self._feeds = {}

    def of(self, room_id):
        """The room's feed, made when it is not there: open it with `opened`."""
        if room_id not in self._feeds:
            feed = Feed(room_id, self._tasks, self._soon, self._close, self._on_detach)
            self._feeds[room_id] = feed
        return self._feeds[room_id]

    async def opened(self, feeds):
        """Return when these feeds are open; subscribe to their audiences before."""
        new = [feed for feed in feeds if not feed.is_opening]
        for feed in new:
            feed.is_opening = True
        if new:
            self._tasks.start(self._open(new))
        if closed := [feed.opened for feed in feeds if not feed.opened.done()]:
            await asyncio.gather(*map(asyncio.shield, closed))

    def offer(self, message):
        """What the layer brought of a room's audience."""
        feed = self._feeds.get(message["room"])
        if feed is None:
            return
        seq, text = message["seq"], message["text"]
        sight = Sight(*message["sight"]) if "sight" in message else None
        if message.get("passing"):
            feed.offer_passing(message["passing"], seq, text, sight)
        else:
            detach = tuple(message.get("detach", ()))
            feed.offer(Entry(seq, text, detach, sight, at=message.get("at", 0)))

    async def repair(self, room_id):
        """Hear all that is committed in this room by now."""
        if room_id in self._feeds:
            feed = self._feeds[room_id]
            await feed.settled()
            await feed.repair("leaving")

    async def poll(self):
        """Compare every feed with its room's counter. Returns the seconds until the next time."""
        if self._feeds:
            for room_id, last in await database.read(_heads, list(self._feeds)):
                if room_id in self._feeds:
                    self._feeds[room_id].heard_of(last)
        return self.pause()

    def pause(self):
        """The seconds until the next poll: a short time while the layer may bring nothing."""
        deaf = any(feed.unsure for feed in self._feeds.values()) or not self._layer_hears()
        return (limits.POLL_DEAF_SECONDS if deaf else limits.POLL_SECONDS) * random.uniform(0.8, 1)

    async def make_sure(self):
        """Try the barrier again for feeds that were opened without having heard it."""
        unsure = [feed for feed in self._feeds.values() if feed.unsure and feed.head is not None]
        if unsure and await self._barrier():
            for feed in unsure:
                feed.unsure = False
                feed.repair("late subscription")

    def head(self, room_id):
        """The last number that was told of the room here; 0 where nobody follows it."""
        feed = self._feeds.get(room_id)
        return (feed and feed.head) or 0

    def count(self):
        return len(self._feeds)

    async def _open(self, feeds):
        sure = await self._barrier()
        while True:
            try:
                heads = dict(await database.read(_heads, [feed.room_id for feed in feeds]))
                break
            except Exception as fault:
                logger.warning("the database did not answer: %s", type(fault).__name__)
                await asyncio.sleep(limits.POLL_DEAF_SECONDS)
        for feed in feeds:
            if feed.head is None:
                feed.unsure = not sure
                feed.open(heads.get(feed.room_id, 0))

    async def _barrier(self):
        """Whether the layer has obeyed every subscription made so far."""
        try:
            async with asyncio.timeout(limits.LAYER_SECONDS):
                barrier = getattr(self._layer, "barrier", None)
                if barrier is not None:
                    await barrier()
                return True
        except Exception:
            return False

    def _layer_hears(self):
        return getattr(self._layer, "hears", True)

    def _close(self, feed):
        if self._feeds.get(feed.room_id) is feed:
            del self._feeds[feed.room_id]


def _heads(room_ids):
    return list(RoomSeq.objects.filter(pk__among=room_ids).values_list("pk", "last_seq"))
