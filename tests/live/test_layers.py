"""The traps of channel layers: each was a way to lose messages, or to stand still."""

import asyncio
import gc
import os
import tracemalloc
import uuid
from functools import partial

import pytest
from channels.layers import get_channel_layer
from redis import asyncio as redis

from rooms.live.layers import LocalLayer
from rooms.live.redis_layer import RedisLayer
from rooms.wire import audiences

REDIS_URL = os.environ.get("REDIS_URL")
NOBODY = "redis://127.0.0.1:1"
needs_redis = pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis")


def deliver(seq):
    return {"type": "chat.deliver", "room": 1, "seq": seq, "text": "x"}


async def test_the_local_layer_loses_nothing_of_a_burst():
    layer, heard = LocalLayer(), []
    layer.listen(heard.append)
    for channel in ("one", "two"):
        await layer.group_add("room.1", channel)

    for seq in range(2_000):
        await layer.group_send("room.1", deliver(seq))

    assert [message["seq"] for message in heard] == list(range(2_000))


async def test_the_local_layer_forgets_no_member_with_time(monkeypatch):
    layer, heard = LocalLayer(), []
    layer.listen(heard.append)
    await layer.group_add("room.1", "one")

    monkeypatch.setattr("time.time", lambda: 10**12)
    await layer.group_send("room.1", deliver(1))
    await layer.group_discard("room.1", "one")
    await layer.group_send("room.1", deliver(2))

    assert [message["seq"] for message in heard] == [1]


async def test_the_local_layer_walks_along_nobody_who_is_not_meant(monkeypatch):
    walks = []
    monkeypatch.setattr(LocalLayer, "_clean_expired", lambda layer: walks.append(layer))
    layer, heard = LocalLayer(), []
    layer.listen(heard.append)

    for number in range(100):
        await layer.group_add(f"room.{number}", "one")
        await layer.group_send("room.0", deliver(number))
        await layer.group_discard(f"room.{number + 1}", "one")

    assert (len(heard), walks) == (100, [])


@pytest.mark.parametrize("of", [LocalLayer, partial(RedisLayer, hosts=[NOBODY])])
async def test_no_layer_keeps_anything_of_who_is_gone(of):
    layer = of()
    await come_and_go(layer)
    tracemalloc.start()
    try:
        for _ in range(1_000):
            await come_and_go(layer)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 10_000


async def come_and_go(layer):
    channel = await layer.new_channel()
    await layer.group_add("room.1", channel)
    await layer.group_discard("room.1", channel)


def test_audiences_are_named_by_numbers_alone():
    for name in ("१x", "general", "1.", ""):
        with pytest.raises(ValueError, match="int"):
            audiences.room(name)
    # Layers would take these as they are: Arabic digits, and a newline at the end.
    assert audiences.room("१") == audiences.room("1\n") == "room.1"


@needs_redis
async def test_behind_the_barrier_every_subscription_is_obeyed():
    prefix = f"test{uuid.uuid4().hex}"
    layer = RedisLayer(hosts=[REDIS_URL], prefix=prefix)
    heard = asyncio.Queue()
    layer.listen(heard.put_nowait)
    names = [f"room.{number}" for number in range(50)]
    for name in names:
        await layer.group_add(name, "one")

    await layer.barrier()

    client = redis.from_url(REDIS_URL)
    for name in names:
        receivers = await client.publish(f"{prefix}__group__{name}", layer.serialize(deliver(1)))
        assert receivers == 1
    async with asyncio.timeout(5):
        for _ in names:
            await heard.get()
    await client.aclose()


@needs_redis
async def test_what_is_said_elsewhere_is_heard_here_and_own_words_at_once():
    prefix = f"test{uuid.uuid4().hex}"
    here, there = (RedisLayer(hosts=[REDIS_URL], prefix=prefix) for _ in range(2))
    own, others = [], asyncio.Queue()
    here.listen(own.append)
    there.listen(others.put_nowait)
    for layer in (here, there):
        await layer.group_add("room.1", "one")
        await layer.barrier()

    await here.group_send("room.1", deliver(1))

    assert [message["seq"] for message in own] == [1]
    async with asyncio.timeout(5):
        assert (await others.get())["seq"] == 1


@needs_redis
async def test_after_a_cut_the_layer_hears_again():
    prefix = f"test{uuid.uuid4().hex}"
    layer = RedisLayer(hosts=[REDIS_URL], prefix=prefix)
    heard = asyncio.Queue()
    layer.listen(heard.put_nowait)
    await layer.group_add("room.1", "one")
    await layer.barrier()
    client = redis.from_url(REDIS_URL)

    [shard] = layer._get_layer()._shards
    await shard._pubsub.connection.disconnect()

    name = f"{prefix}__group__room.1"
    async with asyncio.timeout(10):
        while not await client.publish(name, layer.serialize(deliver(7))):
            await asyncio.sleep(0.05)
        assert (await heard.get())["seq"] == 7
    await client.aclose()


async def test_without_redis_nobody_waits():
    layer = RedisLayer(hosts=[NOBODY])
    heard = []
    layer.listen(heard.append)

    async with asyncio.timeout(0.5):
        await layer.group_add("room.1", await layer.new_channel())
        for seq in range(100):
            await layer.group_send("room.1", deliver(seq))
        await layer.group_discard("room.1", "one")

    assert len(heard) == 100
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await layer.barrier()
    assert not layer.hears


async def test_the_configured_layer_is_ours(layer):
    assert get_channel_layer() is not None
