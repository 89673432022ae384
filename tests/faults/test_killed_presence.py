"""Whoever was on a server that is killed is shown as gone within a minute."""

import asyncio
import os
import random
import signal
import time

import pytest

from ..own import LACKING, Postgres, Redis, own
from ..server import Server
from ..tab import Tab

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(bool(LACKING), reason=f"{LACKING} is not installed"),
]
KILLS = int(os.environ.get("PRESENCE_KILLS", 3))
WRONG_SECONDS = 60
# Leases are renewed every 20 s: a kill may come at any moment between.
STAY_SECONDS = 20


async def wrong_for(hers, two, name, key):
    """For how many seconds somebody appears to be here whose server was killed."""
    async with Tab(two, key):
        await becomes(hers, "arrived", name)
        await asyncio.sleep(random.uniform(0, STAY_SECONDS))
        killed = time.monotonic()
        await asyncio.to_thread(two.stop, signal.SIGKILL)
        await becomes(hers, "left", name)
    return round(time.monotonic() - killed, 1)


async def becomes(tab, what, name):
    seen = 0
    while True:
        for event in tab.heard[seen:]:
            if event["type"] == "people.changed" and name in str(event[what]):
                return
        seen = len(tab.heard)
        await tab.say(type="heartbeat")
        await tab.listen(0.2)


async def kills(one, two):
    seconds = []
    async with Tab(one, one.sign_in("ada")) as hers:
        for number in range(KILLS):
            name = f"bob{number}"
            key = one.sign_in(name)
            await asyncio.to_thread(two.start)
            seconds.append(await wrong_for(hers, two, name, key))
    return seconds


def test_presence_is_wrong_for_a_minute_at_most(tmp_path):
    with own(Postgres) as postgres, own(Redis) as redis:
        settings = {"DATABASE_URL": postgres.database(), "REDIS_URL": redis.url}
        settings["SECRET_KEY"] = "the same for both" * 4
        one, two = (Server(tmp_path / name, **settings) for name in ("one", "two"))
        one.start()
        try:
            seconds = asyncio.run(kills(one, two))
        finally:
            two.stop(signal.SIGKILL)
            one.stop()

    print(f"\npresence was wrong for {seconds} s after {KILLS} kills")
    assert max(seconds) <= WRONG_SECONDS
