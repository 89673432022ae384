"""Two Redis servers that share the work: what each carries, and that one does without the other."""

import asyncio

import pytest

from rooms.live.redis_layer import RedisLayer

from ..own import HAS_REDIS, Redis, own

pytestmark = pytest.mark.skipif(not HAS_REDIS, reason="redis-server is not installed")
ROOMS = [f"room.{number}" for number in range(20)]


@pytest.fixture
def pair():
    with own(Redis) as one, own(Redis) as other:
        yield one, other


async def two_layers(pair):
    """Two processes' layers, each subscribed to all rooms, and what the second one hears."""
    heard = asyncio.Queue()
    here, there = (RedisLayer(hosts=[server.url for server in pair]) for _ in range(2))
    here.listen(lambda message: None)
    there.listen(heard.put_nowait)
    for room in ROOMS:
        await there.group_add(room, "one")
    async with asyncio.timeout(10):
        while await _not_heard(here, heard, ROOMS) or not there.hears:
            pass
    return here, there, heard


async def _not_heard(here, heard, rooms):
    """Those of these rooms in which what is said here is not heard there soon."""
    while not heard.empty():
        heard.get_nowait()
    for room in rooms:
        await here.group_send(room, {"type": "chat.deliver", "text": room})
    await asyncio.sleep(0.5)
    return set(rooms) - {heard.get_nowait()["text"] for _ in range(heard.qsize())}


async def test_rooms_are_shared_out_and_all_are_heard(pair):
    here, there, heard = await two_layers(pair)

    shards = there._get_layer()._shards
    assert all(3 <= len(shard._wanted) <= len(ROOMS) - 3 for shard in shards)
    assert await _not_heard(here, heard, ROOMS) == set()
    assert [shard._wanted for shard in here._get_layer()._shards] == [set(), set()]


async def test_while_one_is_away_the_rooms_of_the_other_are_heard(pair):
    here, there, heard = await two_layers(pair)
    lost = {name.partition("__group__")[2] for name in there._get_layer()._shards[1]._wanted}

    pair[1].end()
    async with asyncio.timeout(10):
        while there.hears:
            await asyncio.sleep(0.1)
    assert await _not_heard(here, heard, ROOMS) == lost

    pair[1].start()
    async with asyncio.timeout(20):
        while await _not_heard(here, heard, ROOMS):
            pass
    assert there.hears
