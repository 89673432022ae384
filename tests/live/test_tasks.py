"""Work in the background ends when it is told to, whatever a library makes of that."""

import asyncio
import time
from itertools import pairwise

from rooms.live import tasks
from rooms.live.redis_layer import RedisLayer
from rooms.live.tasks import Tasks


async def deafly():
    """As some clients of databases do: a cancellation comes out as an error of their own."""
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        raise ConnectionError from None


async def test_what_is_done_again_and_again_ends_at_the_first_word():
    tasks = Tasks()
    task = tasks.every(3_600, deafly)
    await asyncio.sleep(0.01)

    task.cancel()

    async with asyncio.timeout(1):
        await asyncio.wait([task])


async def test_what_fails_is_tried_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(tasks, "AGAIN_SECONDS", 0.05)
    tried = []

    async def fail():
        tried.append(time.monotonic())
        raise ConnectionError

    task = Tasks().every(0, fail)
    async with asyncio.timeout(15):
        while len(tried) < 3:
            await asyncio.sleep(0.01)
    task.cancel()

    assert min(later - before for before, later in pairwise(tried)) > 0.04


async def test_a_layer_whose_redis_swallows_the_word_ends_too(monkeypatch):
    layer = RedisLayer(hosts=["redis://127.0.0.1:1"])
    [shard] = layer._shards
    monkeypatch.setattr(shard, "_settle", deafly)
    shard.want("room.1")
    await asyncio.sleep(0.01)

    async with asyncio.timeout(3):
        await shard.flush()
