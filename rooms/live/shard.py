"""One Redis server as this process uses it: subscriptions, and messages on their way.

All of it happens in the background. While Redis is away, messages are dropped and counted;
when it is back, what is wanted is subscribed to again.
"""

import asyncio
import logging
import uuid
from collections import deque

from channels_redis.pubsub import RedisSingleShardConnection

from rooms import limits

from .tasks import is_wanted

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5


class Shard(RedisSingleShardConnection):
    def __init__(self, host, channel_layer):
        super().__init__(host, channel_layer)
        self.hears = True
        self.dropped = 0
        self._wanted = set()
        self._offered = deque(maxlen=limits.PUBLISH_QUEUE)
        self._awake = asyncio.Event()
        self._pongs = {}
        self._worker = None

    def want(self, name):
        self._wanted.add(name)
        self._wake()

    def want_no_more(self, name):
        self._wanted.discard(name)
        self._wake()

    def offer(self, name, data):
        """Publish soon. When too much waits, the oldest is lost."""
        self.dropped += len(self._offered) == self._offered.maxlen
        self._offered.append((name, data))
        self._wake()

    async def answer(self):
        """Return when Redis has answered, on a connection for messages."""
        self._ensure_redis()
        await self._redis.ping()

    async def barrier(self):
        """Return when Redis has obeyed every subscription made until now.

        SUBSCRIBE returns before it is obeyed. A PING behind it, on the same connection, is
        answered after it.
        """
        nonce = uuid.uuid4().hex
        heard = self._pongs[nonce] = asyncio.get_running_loop().create_future()
        self._wake()
        try:
            await heard
        finally:
            self._pongs.pop(nonce, None)

    async def flush(self):
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None
        await super().flush()

    def _wake(self):
        self._awake.set()
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self):
        while is_wanted():
            await self._awake.wait()
            self._awake.clear()
            try:
                async with asyncio.timeout(limits.LAYER_SECONDS):
                    await self._settle()
                self.hears = True
            except Exception as fault:
                await self._stumble(fault)

    async def _settle(self):
        self._ensure_redis()
        await self._subscribe()
        await self._publish()

    async def _subscribe(self):
        new, old = self._wanted - self._subscribed_to, self._subscribed_to - self._wanted
        if new:
            await self._pubsub.subscribe(*new)
            self._subscribed_to |= new
        if old:
            await self._pubsub.unsubscribe(*old)
            self._subscribed_to -= old
        if self._pubsub.connection is not None:
            self._ensure_receiver()
            for nonce in list(self._pongs):
                await self._pubsub.ping(nonce)
        else:
            self._all_heard()

    async def _publish(self):
        while self._offered:
            batch = self._redis.pipeline(transaction=False)
            for name, data in self._offered:
                batch.publish(name, data)
            self._offered.clear()
            await batch.execute()

    async def _stumble(self, fault):
        self.hears = False
        self.dropped += len(self._offered)
        self._offered.clear()
        logger.warning("redis is away: %s", type(fault).__name__)
        await asyncio.sleep(PAUSE_SECONDS)
        self._awake.set()

    def _all_heard(self):
        for heard in self._pongs.values():
            if not heard.done():
                heard.set_result(None)

    async def _do_receiving(self):
        while is_wanted():
            try:
                message = await self._pubsub.get_message(timeout=1)
                if message is not None:
                    # After a cut it is the word that what was subscribed to is so again.
                    self.hears = True
                    self._receive_message(message)
            except asyncio.CancelledError:
                raise
            except Exception as fault:
                self.hears = False
                logger.warning("redis is silent: %s", type(fault).__name__)
                await asyncio.sleep(PAUSE_SECONDS)

    def _receive_message(self, message):
        data = message["data"]
        if message["type"] == "message":
            self.channel_layer.arrived(message["channel"].decode(), data)
        elif message["type"] == "pong":
            heard = self._pongs.get(data.decode() if isinstance(data, bytes) else data)
            if heard is not None and not heard.done():
                heard.set_result(None)
