"""The disk is full: nothing is saved, all that was said can be read, and room is all that helps."""

import asyncio
import os
import subprocess
import time
from contextlib import contextmanager, suppress

import pytest

from .talk import talking
from .victim import Victim

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk"),
]
CLIENTS = 6
DISK = "64m"
CHUNK = bytes(4096)
FULL_SECONDS = 10
RECOVERY_SECONDS = 5


@contextmanager
def small_disk(folder):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "chat-tests", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(path):
    """Take all the room that there is."""
    with path.open("ab", buffering=0) as ballast, suppress(OSError):
        while ballast.write(CHUNK):
            pass


async def talk(folder):
    """A crowd, and how long it took until a line was acknowledged when there was room again."""
    ballast = folder / "ballast"
    victim = Victim(folder, DATABASE_URL="", REDIS_URL="")
    async with talking(victim, clients=CLIENTS, pause_seconds=0.05) as crowd:
        await crowd.gets_answers(50)
        ends = time.monotonic() + FULL_SECONDS
        while time.monotonic() < ends:
            fill(ballast)
            await asyncio.sleep(0.1)
        told = [client.retries["unavailable"] for client in crowd.clients]
        async with asyncio.timeout(1):
            [lobby] = crowd.clients[1].copies.rooms
            assert len(await crowd.clients[1].history(lobby)) > 10
        ballast.unlink()
        began = time.monotonic()
        await crowd.gets_answers(1)
        seconds = time.monotonic() - began
    assert min(told) > 0
    return crowd, seconds


def test_a_full_disk_loses_nothing_and_room_is_all_that_helps(tmp_path):
    with small_disk(tmp_path):
        crowd, seconds = asyncio.run(talk(tmp_path))

    print(f"\na full disk for {FULL_SECONDS} s: {crowd.figures()}")
    print(f"acknowledged {seconds:.1f} s after there was room again")
    assert crowd.violations == []
    assert crowd.figures()["connections"] == CLIENTS
    assert seconds < RECOVERY_SECONDS
