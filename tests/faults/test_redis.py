"""Two servers on one PostgreSQL, whose Redis dies, stands still, or comes late."""

import asyncio
import os
import time

import pytest

from ..own import LACKING, Postgres, Redis, own
from .talk import lateness, talking
from .victim import Victim

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(bool(LACKING), reason=f"{LACKING} is not installed"),
]
CLIENTS = 8
AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", 10))
HEALED_SECONDS = 3
AFTERWARDS_SECONDS = 5
WITHOUT_REDIS_SECONDS = 3
WITH_REDIS_SECONDS = 0.6


@pytest.fixture(scope="module")
def postgres():
    with own(Postgres) as server:
        yield server


@pytest.fixture
def redis():
    with own(Redis, start=False) as server:
        yield server


async def away(redis):
    redis.end()
    await asyncio.sleep(AWAY_SECONDS)
    redis.start()


async def stopped(redis):
    redis.stop()
    await asyncio.sleep(AWAY_SECONDS)
    redis.go_on()


async def late(redis):
    await asyncio.sleep(AWAY_SECONDS)
    redis.start()


async def talk(folder, settings, redis, fault):
    """A crowd, and when the fault began and ended."""
    pair = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        pair.append(Victim(folder / name, **settings))
    async with talking(*pair, clients=CLIENTS, pause_seconds=0.1) as crowd:
        began = time.monotonic()
        await fault(redis)
        ended = time.monotonic()
        await asyncio.sleep(HEALED_SECONDS)
        assert redis.most_who_listen() == len(pair), "Redis is back and somebody does not listen"
        await asyncio.sleep(AFTERWARDS_SECONDS)
    return crowd, began, ended


@pytest.mark.parametrize("fault", [away, stopped, late])
def test_without_redis_all_goes_on_and_with_it_all_is_quick_again(tmp_path, postgres, redis, fault):
    if fault is not late:
        redis.start()
    settings = {"SECRET_KEY": "the same for both" * 4, "REDIS_URL": redis.url}
    settings["DATABASE_URL"] = postgres.database()

    crowd, began, ended = asyncio.run(talk(tmp_path, settings, redis, fault))

    meanwhile = lateness(crowd.records, began, ended)
    afterwards = lateness(crowd.records, ended + HEALED_SECONDS, time.monotonic())
    print(f"\nRedis {fault.__name__} for {AWAY_SECONDS} s: {crowd.figures()}")
    print(f"meanwhile heard after {spread(meanwhile)}; afterwards after {spread(afterwards)}")
    assert crowd.violations == []
    assert crowd.figures()["connections"] == CLIENTS
    assert meanwhile[int(len(meanwhile) * 0.99)] < WITHOUT_REDIS_SECONDS
    assert three_quarters(afterwards) < WITH_REDIS_SECONDS


def three_quarters(seconds):
    """The middle of the slower half: of those who are at the other server."""
    return seconds[len(seconds) * 3 // 4]


def spread(seconds):
    most = seconds[int(len(seconds) * 0.99)]
    return f"{three_quarters(seconds):.2f} s, p99 {most:.2f}, at most {seconds[-1]:.2f}"
