"""Between people and their server all comes late, in single bytes, and connections are reset."""

import asyncio
import os

import pytest

from tests.server import database

from .crowd import Crowd
from .proxy import Proxy
from .victim import Victim

CLIENTS = 6
SECONDS = float(os.environ.get("TALK_SECONDS", 60))
DELAY_SECONDS = 0.3
BETWEEN_RESETS_SECONDS = 1
PAUSE_SECONDS = 0.3


async def talk(folder, seconds):
    """Violations and figures of people who talk for so long."""
    with database() as found:
        victim = Victim(folder, **found)
        await victim.start()
        async with Proxy(victim.port) as proxy:
            people = await victim.ask(f"people.made({CLIENTS})")
            crowd = Crowd(
                people, lambda key: victim.dial(key, proxy.port), pause_seconds=PAUSE_SECONDS
            )
            try:
                await crowd.gather()
                await spoil(proxy, seconds)
                proxy.slice, proxy.delay = False, 0
                await crowd.settle()
                violations = await crowd.verdict(lambda: victim.ask("ledger.read()"))
            finally:
                await crowd.disperse()
                await victim.kill()
    return violations, crowd.figures()


async def spoil(proxy, seconds):
    proxy.slice, proxy.delay = True, DELAY_SECONDS
    ends = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(BETWEEN_RESETS_SECONDS)
        proxy.rst(1)


@pytest.mark.parametrize("seconds", [5, pytest.param(SECONDS, marks=pytest.mark.torture)])
def test_slices_delays_and_resets_lose_double_and_reorder_nothing(tmp_path, seconds):
    violations, figures = asyncio.run(talk(tmp_path, seconds))

    print(f"\n{seconds} s on a bad network: {figures}, {len(violations)} violations")
    assert violations == []
    assert figures["acked"] > 3 * seconds
    assert figures["connections"] > CLIENTS + seconds / BETWEEN_RESETS_SECONDS / 2
