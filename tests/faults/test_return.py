"""Everybody comes back at once: their server was killed, and is there again."""

import asyncio
import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

from bench.costs import cpu_us

from ..own import LACKING, Postgres, Redis, own
from .client import BACKOFF_SECONDS, Client
from .crowd import Crowd
from .records import Sent
from .victim import SERVE, Victim

pytestmark = pytest.mark.torture
PEOPLE = int(os.environ.get("PEOPLE", 1_000))
GROUPS, EACH = 20, 10
TALKERS = 10
TALK_SECONDS = 2
COMING_SECONDS = 180
AFTERWARDS_SECONDS = 5
# Without a pause that grows, nobody is any gentler than they have to be.
AT_ONCE = (0.05, 0.05)


class Returning(Client):
    """Notes when it did not get in, and why."""

    def __init__(self, *more):
        super().__init__(*more)
        self.failures = []

    async def _connected(self):
        try:
            await super()._connected()
        except (OSError, EOFError) as fault:
            self.failures.append((time.monotonic(), f"{type(fault).__name__} {fault}"))
            raise


class Everybody(Crowd):
    """All listen, in the lobby and in groups; some talk, in the lobby."""

    client = Returning

    async def gather(self):
        self.living = []
        for some in pairwise([*range(0, len(self.clients), 50), len(self.clients)]):
            these = self.clients[slice(*some)]
            self.living += [asyncio.create_task(client.live()) for client in these]
            await self.are_in(these)
        lobby = min(self.clients[0].copies.rooms)
        self.tasks = [asyncio.create_task(self._say(one, lobby)) for one in self.clients[:TALKERS]]

    async def are_in(self, these=None):
        async with asyncio.timeout(COMING_SECONDS):
            for client in these or self.clients:
                await client.ready.wait()
                self._fail_with_them()

    async def _say(self, client, lobby):
        for number in range(10**9):
            await asyncio.sleep(TALK_SECONDS)
            await client.ask(lobby, f"{client.name} says {number}")


def workers_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


async def kill(victim):
    """All of it at once, its workers too."""
    workers = workers_of(victim.process.pid)
    victim.process.kill()
    for each in workers:
        os.kill(int(each), signal.SIGKILL)
    await victim.process.wait()


async def everybody_returns(victim, backoff):
    """Their crowd, when the server was back, and the violations."""
    await victim.start()
    try:
        people = await victim.ask(f"people.in_groups({PEOPLE}, {GROUPS}, {EACH})")
        crowd = Everybody(people, victim.dial, backoff)
        try:
            await crowd.gather()
            await asyncio.sleep(AFTERWARDS_SECONDS)
            await kill(victim)
            while any(client.ready.is_set() for client in crowd.clients):
                await asyncio.sleep(0.01)
            await victim.start()
            back = time.monotonic()
            await crowd.are_in()
            pids = [victim.process.pid, *map(int, workers_of(victim.process.pid))]
            crowd.cost_seconds = sum(map(cpu_us, pids)) / 1e6
            await asyncio.sleep(AFTERWARDS_SECONDS)
            await crowd.settle()
            return crowd, back, await crowd.verdict(lambda: victim.ask("ledger.read()"))
        finally:
            await crowd.disperse()
    finally:
        await kill(victim)


@contextmanager
def alone():
    yield {"DATABASE_URL": "", "REDIS_URL": ""}, SERVE


@contextmanager
def two_workers():
    if LACKING:
        pytest.skip(f"{LACKING} is not installed")
    with own(Postgres) as postgres, own(Redis) as redis:
        urls = {"DATABASE_URL": postgres.database(), "REDIS_URL": redis.url}
        yield urls | {"SECRET_KEY": "the same for both" * 4}, (*SERVE, "--workers", "2")


@pytest.mark.parametrize("backoff", [AT_ONCE, BACKOFF_SECONDS], ids=["at once", "as pages do"])
@pytest.mark.parametrize("servers", [alone, two_workers])
def test_all_who_return_at_once_are_let_in_without_a_second_try(tmp_path, servers, backoff):
    with servers() as (settings, program):
        victim = Victim(tmp_path, program, **settings)
        crowd, back, violations = asyncio.run(everybody_returns(victim, backoff))

    took = sorted(client.came_at - back for client in crowd.clients)
    lines = [one for one in crowd.records if isinstance(one, Sent) and one.t_inv > back]
    acks = sorted(line.t_res - line.t_inv for line in lines)
    failures = [why for one in crowd.clients for at, why in one.failures if at > back]
    print(f"\n{PEOPLE} came back: half in {took[len(took) // 2]:.1f} s, all in {took[-1]:.1f} s")
    print(f"that took servers {crowd.cost_seconds:.1f} s of CPU time, with their start")
    print(f"{len(acks)} lines acknowledged meanwhile, 99 % in {quantiles(acks, n=100)[98]:.2f} s")
    # Who is in what was written beforehand, and no log says so.
    assert [one for one in violations if one.promise != "I11"] == []
    print(f"not let in at once: {Counter(failures)}")
    assert not failures
