"""What this server has counted since it began: plain numbers, changed on its loop alone.

Nothing here is done per delivery, and nothing takes a lock: a counter of a metrics library costs
thirty times as much as adding to a number, and a delivery costs little more than that.
"""

import asyncio
import time
from bisect import bisect_left
from collections import Counter

SAMPLE_SECONDS = 0.05
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
POSTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Spread:
    """How many values were seen up to each of some bounds, and beyond the last."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds):
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value):
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


class Counts:
    def __init__(self):
        self.opened = 0
        # By code: those that the chat closed.
        self.closes = Counter()
        self.overflows = 0
        self.evictions = 0
        # By outcome: kept, repeated, again (to be sent again) and refused.
        self.posts = Counter(kept=0, repeated=0, again=0, refused=0)
        # By code, of whatever was asked.
        self.refusals = Counter()
        self.acks = Spread(SECONDS)
        self.batches = Spread(POSTS)
        self.commits = Spread(SECONDS)
        self.deliveries = 0
        self.delays = Spread(SECONDS)
        # By cause.
        self.repairs = Counter()
        self.missed = 0
        self.lags = Spread(SECONDS)
        self.waits = {"read": Spread(SECONDS), "write": Spread(SECONDS)}
        self._sample_at = 0

    def told(self, entries, followers):
        """These entries of a room are on their way to so many sockets."""
        self.deliveries += len(entries) * followers
        loop = asyncio.get_running_loop()
        now = loop.time()
        if now >= self._sample_at and entries[0].at:
            self._sample_at = now + SAMPLE_SECONDS
            # Behind all outboxes that were just filled: then it was handed to their sockets.
            loop.call_soon(self._handed_over, entries[0].at)

    def _handed_over(self, at):
        self.delays.add(max(time.time() - at, 0))


counts = Counts()
