"""Between people and their server all comes late, in single bytes, and connections are reset."""

import asyncio
import os

import pytest

from tests.server import database

from .proxy import Proxy
from .talk import talking
from .victim import Victim

CLIENTS = 6
SECONDS = float(os.environ.get("TALK_SECONDS", 60))
DELAY_SECONDS = 0.3
BETWEEN_RESETS_SECONDS = 1
PAUSE_SECONDS = 0.3


async def talk(folder, seconds):
    """A crowd that has talked for so long."""
    with database() as found:
        victim = Victim(folder, **found)
        async with (
            Proxy(victim.port) as proxy,
            talking(victim, through=proxy, clients=CLIENTS, pause_seconds=PAUSE_SECONDS) as crowd,
        ):
            await spoil(proxy, seconds)
    return crowd


async def spoil(proxy, seconds):
    proxy.slice, proxy.delay = True, DELAY_SECONDS
    ends = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(BETWEEN_RESETS_SECONDS)
        proxy.rst(1)
    proxy.slice, proxy.delay = False, 0


@pytest.mark.parametrize("seconds", [5, pytest.param(SECONDS, marks=pytest.mark.torture)])
def test_slices_delays_and_resets_lose_double_and_reorder_nothing(tmp_path, seconds):
    crowd = asyncio.run(talk(tmp_path, seconds))

    figures = crowd.figures()
    print(f"\n{seconds} s on a bad network: {figures}")
    assert crowd.violations == []
    assert figures["acked"] > 3 * seconds
    assert figures["connections"] > CLIENTS + seconds / BETWEEN_RESETS_SECONDS / 2
