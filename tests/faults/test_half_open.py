"""A network swallows what both sides say and tells neither: both find out, and people come back."""

import asyncio
import time
from pathlib import Path

import pytest

from rooms import limits
from tests.server import database

from .proxy import Proxy
from .talk import talking
from .victim import Victim

CLIENTS = 6
SWALLOWED = 4
FREE_SECONDS = BACK_SECONDS = 60
KERNEL = Path("/proc/net/tcp")
ESTABLISHED = "01"
pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not KERNEL.exists(), reason="the kernel does not say what is connected"),
]


def kept_by(port, holes):
    """Which of these the server at this port still takes for connections."""
    rows = [row.split() for row in KERNEL.read_text().splitlines()[1:]]
    here = {
        row[2][-4:] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED
    }
    return [hole for hole in holes if f"{hole.far_port:04X}" in here]


async def until(seconds, happened):
    """How long it took. Fails after so many seconds."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < seconds
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def talk(folder):
    with database() as found:
        victim = Victim(folder, **found)
        async with (
            Proxy(victim.port) as proxy,
            talking(victim, through=proxy, clients=CLIENTS, pause_seconds=0.1) as crowd,
        ):
            await crowd.gets_answers(50)
            seconds = await swallow(victim, proxy, crowd)
    return crowd, seconds


async def swallow(victim, proxy, crowd):
    """After how long the server had let go, and all of them were back."""
    holes = proxy.blackhole(SWALLOWED)
    assert len(kept_by(victim.port, holes)) == SWALLOWED
    times = await asyncio.gather(
        until(FREE_SECONDS, lambda: not kept_by(victim.port, holes)),
        until(
            BACK_SECONDS + limits.HELLO_SECONDS,
            lambda: sum(client.connections for client in crowd.clients) == CLIENTS + SWALLOWED,
        ),
    )
    return [round(seconds, 1) for seconds in times]


def test_both_sides_find_out_and_nothing_is_lost(tmp_path):
    crowd, (free, back) = asyncio.run(talk(tmp_path))

    print(f"\nlet go after {free} s, all back after {back} s: {crowd.figures()}")
    assert crowd.violations == []
