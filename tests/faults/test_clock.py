"""The clock is set by an hour, to and fro, while people talk: nobody is to notice."""

import asyncio
import json
import os
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ..own import LACKING as LACKING_SERVERS
from ..own import Postgres, Redis, own
from .clock import LACKING, Clock
from .talk import talking
from .victim import Victim

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
]
CLIENTS = 8
PAUSE_SECONDS = 0.3
STEPS = [int(hours) * 3600 for hours in os.environ.get("CLOCK_HOURS", "1 0 -1 0").split()]
# A lease is renewed within this time, and who is here looked at.
BETWEEN_SECONDS = float(os.environ.get("CLOCK_SECONDS", 25))
ANSWERS = 100
LEFT_SECONDS = 25


@pytest.fixture
def clock():
    with TemporaryDirectory(prefix="chat-tests-") as folder:
        # PostgreSQL runs as somebody else.
        Path(folder).chmod(0o755)
        yield Clock(folder)


class Watcher:
    """Somebody who says nothing, and keeps who is said to have left, and when."""

    def __init__(self, dial):
        self.dial, self.left = dial, []

    async def watch(self):
        socket = await self.dial()
        await socket.send('{"type": "hello", "v": 1}')
        try:
            while True:
                for line in (await socket.recv()).split("\n"):
                    self._hear(json.loads(line))
                # As good as a heartbeat: people come, talk and go all the time.
                await socket.send('{"type": "presence.set", "state": "active"}')
        finally:
            await socket.close()

    def _hear(self, event):
        if event["type"] == "people.changed":
            self.left += [(time.monotonic(), one["username"]) for one in event["left"]]


async def talk(clock, victims):
    """A crowd, how long it took in each step to answer ANSWERS lines, and who seemed to leave."""
    took = []
    async with talking(*victims, clients=CLIENTS, pause_seconds=PAUSE_SECONDS) as crowd:
        people = await victims[0].ask("people.made(2, 'watcher')")
        watchers = [Watcher(v.dial(key)) for v, (_, _, key) in zip(victims, people, strict=False)]
        watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
        for seconds in [0, *STEPS]:
            clock.set(seconds)
            began = time.monotonic()
            await crowd.gets_answers(ANSWERS)
            took.append(time.monotonic() - began)
            await asyncio.sleep(BETWEEN_SECONDS)
        for each in watching:
            each.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    return crowd, took, [watcher.left for watcher in watchers]


def holds(crowd, took):
    figures = crowd.figures()
    print(f"\n{figures}, {len(crowd.violations)} violations, to be sent again:")
    print(dict(sum((client.retries for client in crowd.clients), Counter())))
    print(*crowd.violations[:40], sep="\n")
    print(f"{ANSWERS} answers took {[round(each, 1) for each in took]} s")
    assert crowd.violations == []
    # Nobody was sent away.
    assert figures["connections"] == CLIENTS
    # Nor told to wait until the clock is there again.
    assert max(took[1:]) < 5 * took[0]


def test_one_server_goes_on_when_its_clock_is_set(tmp_path, clock):
    victim = Victim(tmp_path, DATABASE_URL="", REDIS_URL="", RATE_LIMITS="on", **clock.settings)
    crowd, took, [left] = asyncio.run(talk(clock, [victim]))
    print(victim.log.read_text())
    print(f"seemed to leave: {left}")
    holds(crowd, took)
    assert left == []


@pytest.mark.skipif(bool(LACKING_SERVERS), reason=LACKING_SERVERS)
@pytest.mark.parametrize("whose", ["everybody's", "one server's", "PostgreSQL's"])
def test_two_servers_go_on_when_a_clock_is_set(tmp_path, clock, whose):
    set_postgres, set_one, set_two = {
        "everybody's": (True, True, True),
        "one server's": (False, True, False),
        "PostgreSQL's": (True, False, False),
    }[whose]
    # Redis' own does not run with libfaketime.
    with (
        own(clock.gone_by(Postgres) if set_postgres else Postgres) as postgres,
        own(Redis) as redis,
    ):
        settings = {"SECRET_KEY": "the same for both" * 4, "REDIS_URL": redis.url}
        settings |= {"DATABASE_URL": postgres.database(), "RATE_LIMITS": "on"}
        victims = []
        for name, is_set in (("one", set_one), ("two", set_two)):
            (tmp_path / name).mkdir()
            own_clock = clock.settings if is_set else {}
            victims.append(Victim(tmp_path / name, **settings, **own_clock))
        crowd, took, left = asyncio.run(talk(clock, victims))
    print(f"the clock that was set: {whose}; seemed to leave: {[len(each) for each in left]}")
    holds(crowd, took)
    assert max(map(len, left)) == 0
