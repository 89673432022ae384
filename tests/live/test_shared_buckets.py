import asyncio
import os
import uuid

import pytest
from redis import asyncio as redis

from rooms.live.shared_buckets import SharedBuckets

REDIS_URL = os.environ.get("REDIS_URL")
ALLOWED = {"message": (0.001, 10)}


@pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis")
async def test_a_person_on_two_servers_has_one_allowance():
    prefix = f"test{uuid.uuid4().hex}"
    servers = [SharedBuckets(REDIS_URL, prefix, buckets=ALLOWED) for _ in range(2)]

    taken = 0
    for _ in range(20):
        for server in servers:
            if server.take(1, "message") == 0:
                taken += 1
                assert await server.exchange() == 0

    assert 10 <= taken <= 11
    for server in servers:
        await server.close()


async def test_without_redis_each_server_gives_its_own():
    server = SharedBuckets("redis://127.0.0.1:1", "test", buckets=ALLOWED)

    taken = [server.take(1, "message") for _ in range(12)]
    pause = await server.exchange()

    assert taken.count(0) == 10
    assert pause > 0
    await asyncio.sleep(0)
    await server.close()


@pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis")
async def test_a_redis_whose_clock_is_set_back_mutes_nobody():
    prefix = f"test{uuid.uuid4().hex}"
    server = SharedBuckets(REDIS_URL, prefix, buckets={"message": (10, 20)})
    async with redis.from_url(REDIS_URL) as client:
        seconds, _ = await client.time()
        # As it stands there when somebody spoke an hour later, before the clock was set.
        await client.set(f"{prefix}bucket.message.1", (seconds + 3600) * 1000, ex=60)

    assert server.take(1, "message") == 0
    assert await server.exchange() == 0

    assert server.take(1, "message") <= 20 / 10 * 1000
    await server.close()
