"""Token buckets that several processes fill together, through Redis, without waiting for it.

Each process decides by what it knows and tells Redis afterwards what was taken; the answer says
when the bucket will be full with everybody's takings in it. So a person on two servers gets
one allowance, give or take what they send within one round trip; while Redis is away, one each.
"""

import asyncio
import logging
from collections import Counter

from redis import asyncio as redis

from rooms import limits

from .buckets import Buckets

logger = logging.getLogger(__name__)

# No bucket is more than empty: else Redis' clock, when it is set back by an hour, would close
# mouths for that long.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
full_at = math.min(full_at, now + tonumber(ARGV[2])) + tonumber(ARGV[1])
redis.call('SET', KEYS[1], full_at, 'PX', math.ceil(full_at - now) + 1000)
return tostring(full_at - now)
"""


class SharedBuckets(Buckets):
    shared = True

    def __init__(self, url, prefix, **more):
        super().__init__(**more)
        self._redis = redis.from_url(url, socket_timeout=limits.LAYER_SECONDS)
        self._prefix = prefix
        self._taken = Counter()
        self._awake = asyncio.Event()

    def take(self, user_id, kind):
        wait_ms = super().take(user_id, kind)
        if not wait_ms and kind in self._buckets:
            self._taken[user_id, kind] += 1
            self._awake.set()
        return wait_ms

    async def exchange(self):
        """Tell Redis what was taken, and hear what others took."""
        await self._awake.wait()
        self._awake.clear()
        taken, self._taken = self._taken, Counter()
        try:
            async with asyncio.timeout(limits.LAYER_SECONDS):
                full_in = await self._tell(taken)
        except Exception as fault:
            logger.warning("rate limits are this process's alone: %s", type(fault).__name__)
            return limits.LAYER_SECONDS
        now = self._clock()
        for key, milliseconds in zip(taken, full_in, strict=True):
            full_at = now + float(milliseconds) / 1000
            self._full_at[key] = max(self._full_at.get(key, now), full_at)
        return 0

    async def close(self):
        await self._redis.aclose()

    async def _tell(self, taken):
        batch = self._redis.pipeline(transaction=False)
        for (user_id, kind), count in taken.items():
            per_second, burst = self._buckets[kind]
            key = f"{self._prefix}bucket.{kind}.{user_id}"
            batch.eval(TAKE, 1, key, count * 1000 / per_second, burst * 1000 / per_second)
        return await batch.execute()
