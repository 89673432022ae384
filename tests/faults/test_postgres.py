"""PostgreSQL is restarted, ends its connections, or stands still, while people talk."""

import asyncio
import os
import signal
import time

import pytest

from ..own import PROGRAMS, Postgres, own
from .records import Sent
from .talk import talking
from .victim import Victim

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed"),
]
CLIENTS = 8
STOPPED_SECONDS = 10
FAULTS = int(os.environ.get("FAULTS", 3))
BETWEEN_SECONDS = 3
RECOVERY_SECONDS = 5
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'chat_%'"


@pytest.fixture(scope="module")
def postgres():
    with own(Postgres) as server:
        yield server


async def immediate(postgres):
    await asyncio.to_thread(postgres.end, signal.SIGQUIT)
    await asyncio.to_thread(postgres.start)


async def fast(postgres):
    await asyncio.to_thread(postgres.end, signal.SIGINT)
    await asyncio.to_thread(postgres.start)


async def terminated(postgres):
    for _ in range(20):
        await asyncio.to_thread(postgres.run, TERMINATE)
        await asyncio.sleep(0.1)


async def stopped(postgres):
    postgres.stop()
    await asyncio.sleep(STOPPED_SECONDS)
    postgres.go_on()


async def talk(folder, url, postgres, fault):
    """A crowd, and when each fault was over."""
    healed = []
    victim = Victim(folder, DATABASE_URL=url, REDIS_URL="")
    async with talking(victim, clients=CLIENTS, pause_seconds=0.05) as crowd:
        for _ in range(FAULTS):
            await crowd.gets_answers(50)
            await fault(postgres)
            healed.append(time.monotonic())
            await asyncio.sleep(BETWEEN_SECONDS)
    return crowd, healed


def recovery(records, healed):
    """How long after it the first line was acknowledged that was said after this."""
    acked = (r.t_res for r in records if isinstance(r, Sent) and r.res == "ok")
    return min(t for t in acked if t >= healed) - healed


@pytest.mark.parametrize("fault", [immediate, fast, terminated, stopped])
def test_what_was_acked_is_kept_and_people_go_on_soon(tmp_path, postgres, fault):
    crowd, healed = asyncio.run(talk(tmp_path, postgres.database(), postgres, fault))

    seconds = [round(recovery(crowd.records, at), 2) for at in healed]
    print(f"\nPostgreSQL {fault.__name__}, {FAULTS} times: {crowd.figures()}")
    print(f"acknowledged again after {seconds} s")
    assert crowd.violations == []
    assert crowd.figures()["acked"] > 50 * FAULTS
    assert max(seconds) < RECOVERY_SECONDS
