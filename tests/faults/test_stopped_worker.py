"""A worker stands still while it holds a room's lock: the room is free again soon, and when the
worker goes on, what it was about to keep is kept once.
"""

import asyncio
import os
import signal
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from rooms import limits

from ..own import LACKING, Postgres, Redis, own
from .records import Sent
from .talk import talking
from .team import Team

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(bool(LACKING), reason=f"{LACKING} is not installed"),
]
CLIENTS = 12
STOPS = int(os.environ.get("STOPS", 3))
STOPPED_SECONDS = 20
# PostgreSQL ends the transaction; whoever waited may have given up a moment before.
FREE_SECONDS = (limits.STATEMENT_MS + limits.LOCK_MS) / 1000 + 1
STOPPED = "T"


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


async def stop_one(team):
    """Stop whichever worker next holds a room's lock. Returns its pid."""

    async def has_stopped():
        while not any(state(pid) == STOPPED for pid in team.pids()):
            await asyncio.sleep(0.01)

    assert await team.meets("after_lock", "stop", has_stopped)
    [pid] = [pid for pid in team.pids() if state(pid) == STOPPED]
    return pid


async def are_mixed(team, crowd):
    """Return when each room is talked in by people of both workers: else nobody is left to be
    answered there when one of them stands still.
    """
    while True:
        workers = defaultdict(set)
        for client in crowd.clients:
            for room in client.copies.rooms:
                workers[room].add(team.holder(client.socket.opened))
        if all(len(those) == len(team.pids()) for those in workers.values()):
            return
        before = {client: client.connections for client in crowd.clients}
        await crowd.come_again()
        while any(client.connections == count for client, count in before.items()):
            await asyncio.sleep(0.02)
        await crowd.is_back()


async def talk(folder, settings):
    """A crowd, and when a worker was stopped each time and went on."""
    team, stops = Team(folder, **settings), []
    async with talking(team, clients=CLIENTS, pause_seconds=0.05) as crowd:
        for _ in range(STOPS):
            await are_mixed(team, crowd)
            await crowd.gets_answers(100)
            pid = await stop_one(team)
            stopped = time.monotonic()
            await asyncio.sleep(STOPPED_SECONDS)
            os.kill(pid, signal.SIGCONT)
            stops.append((stopped, time.monotonic()))
        await crowd.gets_answers(100)
        assert len(team.pids()) == 2
    return team, crowd, stops


def standstill(records, stopped, went_on):
    """The longest time for which no line was acked in one of the rooms meanwhile."""
    longest = [0]
    acked = [record for record in records if isinstance(record, Sent) and record.res == "ok"]
    for room in {line.room for line in acked}:
        times = sorted(line.t_res for line in acked if line.room == room)
        times = [stopped, *(t for t in times if stopped < t < went_on), went_on]
        longest += [after - before for before, after in pairwise(times)]
    return round(max(longest), 2)


def test_the_room_of_a_stopped_worker_is_free_soon_and_loses_nothing(tmp_path):
    with own(Postgres) as postgres, own(Redis) as redis:
        settings = {"DATABASE_URL": postgres.database(), "REDIS_URL": redis.url}
        team, crowd, stops = asyncio.run(talk(tmp_path, settings))

    free = [standstill(crowd.records, *stop) for stop in stops]
    print(f"\n{STOPS} workers stopped for {STOPPED_SECONDS} s: {crowd.figures()}")
    print(f"the room stood still for {free} s")
    assert crowd.violations == []
    assert min(free) > limits.STATEMENT_MS / 1000 - 1, "nobody was stopped with the lock"
    assert max(free) < FREE_SECONDS
