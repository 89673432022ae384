"""All workers are renewed, one after the other, while people talk: nobody misses a line."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from ..own import HAS_REDIS, Redis, own
from ..server import database
from .crowd import Crowd
from .victim import SERVE, Victim

NEEDS = "DATABASE_URL names no PostgreSQL" if not os.environ.get("DATABASE_URL") else ""
NEEDS = NEEDS or ("" if HAS_REDIS else "redis-server is not installed")
pytestmark = pytest.mark.skipif(bool(NEEDS), reason=NEEDS)
WORKERS = int(os.environ.get("WORKERS_RENEWED", 2))
RENEWALS = int(os.environ.get("RENEWALS", 4))
CLIENTS = 14
GAP_SECONDS = 3
PATIENCE_SECONDS = 180
SERVES = "the server begins"


async def renewed(victim, count):
    """Return when all workers have been renewed so often."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while victim.log.read_text().count("all workers are new") < count:
            await asyncio.sleep(0.1)


async def by_one_signal(victim, count):
    """Have the parent renew all its workers."""
    victim.process.send_signal(signal.SIGHUP)
    await renewed(victim, count)


async def one_by_one(victim, count):
    """End one worker after the other; the parent puts another in its place."""
    for old in children(victim):
        before = victim.log.read_text().count(SERVES)
        os.kill(old, signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while old in children(victim) or victim.log.read_text().count(SERVES) == before:
                await asyncio.sleep(0.1)


def children(victim):
    pid = victim.process.pid
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def renewals(folder, redis, count, way):
    """Violations, figures and gaps, after the workers were renewed under a crowd that talks."""
    with database() as found:
        program = (*SERVE, "--workers", str(WORKERS))
        victim = Victim(folder, program, **found | {"REDIS_URL": redis.url})
        try:
            await victim.start()
            crowd = await talked(victim, count, way)
        finally:
            if victim.process and victim.process.returncode is None:
                victim.process.terminate()
                await victim.process.wait()
    return crowd.violations, crowd.figures(), crowd.gaps()


async def talked(victim, count, way):
    """A crowd that has talked while all workers were renewed so often."""
    people = await victim.ask(f"people.made({CLIENTS})")
    crowd = Crowd(people, victim.dial, pause_seconds=0.03)
    try:
        await crowd.gather()
        for number in range(count):
            await crowd.gets_answers(100)
            await way(victim, number + 1)
        await crowd.gets_answers(100)
        await crowd.settle()
        crowd.violations = await crowd.verdict(lambda: victim.ask("ledger.read()"))
    finally:
        await crowd.disperse()
    return crowd


def run(tmp_path, count, way=by_one_signal):
    """All clients' gaps, in order, while all workers were renewed so often; nothing is lost."""
    with own(Redis) as redis:
        violations, figures, gaps = asyncio.run(renewals(tmp_path, redis, count, way))
    print(f"\n{count} renewals of {WORKERS} workers, {way.__name__}, {len(violations)} violations")
    print(figures)
    print(f"{len(gaps)} gaps of {gaps[len(gaps) // 2]:.2f} s, at most {gaps[-1]:.2f} s")
    assert violations == []
    assert len(gaps) >= count * CLIENTS
    return gaps


def test_renewing_all_workers_loses_doubles_and_reorders_nothing(tmp_path):
    run(tmp_path, 1)


@pytest.mark.torture
@pytest.mark.parametrize("way", [by_one_signal, one_by_one])
def test_nobody_is_away_for_long(tmp_path, way):
    gaps = run(tmp_path, RENEWALS, way)
    # On a machine that has other things to do a few come later.
    assert gaps[len(gaps) * 9 // 10] <= GAP_SECONDS
