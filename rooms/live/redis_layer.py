"""The channel layer of several processes: Channels' own on Redis, with each audience subscribed to
once per process.

Nobody waits for Redis: what can't be sent is dropped and counted. Loaded where `REDIS_URL` is set:
a chat of one process spares itself Redis' client.
"""

import asyncio
import uuid

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from channels_redis.utils import _wrap_close, decode_hosts

from .shard import Shard


class RedisLayer(RedisPubSubChannelLayer):
    """The own process hears at once, the others through Redis."""

    direct = True

    def listen(self, ears):
        self._get_layer().ears = ears

    def hand(self, group, message):
        self._get_layer().hand(group, message)

    def _get_layer(self):
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = RedisLoopLayer(*self._args, channel_layer=self, **self._kwargs)
            _wrap_close(self, loop)
        return self._layers[loop]


class RedisLoopLayer(RedisPubSubLoopLayer):
    ears = None

    def __init__(self, hosts=None, **more):
        super().__init__(hosts, **more)
        self._shards = [Shard(host, self) for host in decode_hosts(hosts)]

    @property
    def hears(self):
        return all(shard.hears for shard in self._shards)

    @property
    def dropped(self):
        return sum(shard.dropped for shard in self._shards)

    async def answer(self):
        """Return when Redis has answered."""
        await asyncio.gather(*(shard.answer() for shard in self._shards))

    async def barrier(self):
        """Return when Redis has obeyed every subscription made until now."""
        await asyncio.gather(*(shard.barrier() for shard in self._shards))

    async def new_channel(self, prefix="specific."):
        # Nothing is ever sent to a single channel: none costs a subscription, or is kept.
        return f"{self.prefix}{prefix}{uuid.uuid4().hex}"

    async def group_add(self, group, channel):
        name = self._get_group_channel_name(group)
        self.groups.setdefault(name, set()).add(channel)
        self._get_shard(name).want(name)

    async def group_discard(self, group, channel):
        name = self._get_group_channel_name(group)
        channels = self.groups.get(name, set())
        channels.discard(channel)
        if not channels:
            self.groups.pop(name, None)
            self._get_shard(name).want_no_more(name)

    async def group_send(self, group, message):
        self.hand(group, message)

    def hand(self, group, message):
        name = self._get_group_channel_name(group)
        if name in self.groups and self.ears is not None:
            self.ears(message)
        self._get_shard(name).offer(name, self.channel_layer.serialize(message))

    def arrived(self, name, data):
        if name in self.groups and self.ears is not None:
            self.ears(self.channel_layer.deserialize(data))
