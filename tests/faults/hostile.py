"""A channel layer at its worst: it drops one message in ten, doubles one in ten, and shuffles."""

import asyncio
import random

from channels_redis.pubsub import RedisPubSubChannelLayer

from rooms.live.layers import LocalLayer

DROPPED = DOUBLED = 0.1
LATE_SECONDS = 0.03


class HostileLayer(LocalLayer):
    """Counts what it was given, and what it did with it."""

    sent = dropped = doubled = 0

    def hand(self, group, message):
        self.sent += 1
        chance = random.random()
        if chance < DROPPED:
            self.dropped += 1
            return
        self._later(group, message)
        if chance > 1 - DOUBLED:
            self.doubled += 1
            self._later(group, message)

    def _later(self, group, message):
        asyncio.get_running_loop().call_later(
            random.uniform(0, LATE_SECONDS), self._arrive, group, message
        )

    def _arrive(self, group, message):
        if group in self.groups and self.ears is not None:
            self.ears(message)


class DeadLayer(LocalLayer):
    """One that takes everything and brings nothing."""

    hears = False

    def hand(self, group, message):
        raise ConnectionError("there is no Redis")

    async def barrier(self):
        raise ConnectionError("there is no Redis")


class StockRedisLayer(RedisPubSubChannelLayer):
    """Channels' own Redis layer, as anybody may configure it."""
