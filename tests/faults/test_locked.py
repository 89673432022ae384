"""Another program holds SQLite's only lock, as a backup or a forgotten shell may."""

import asyncio
import json
import sqlite3
import time

import pytest

from tests.server import DATABASE

from .client import Client
from .talk import lateness, talking
from .victim import Victim

CLIENTS = 6
AT_ONCE_SECONDS = 1


async def lock(folder, seconds):
    held = sqlite3.connect(folder / DATABASE, isolation_level=None, timeout=20)
    held.execute("BEGIN EXCLUSIVE")
    await asyncio.sleep(seconds)
    held.close()


async def beats(socket, waits):
    """How long the server takes to answer what needs no database, over and over."""
    await socket.send(json.dumps({"type": "hello", "v": 1}))
    while "welcome" not in await socket.recv():
        pass
    while True:
        asked = time.monotonic()
        await socket.send('{"type": "heartbeat"}')
        while '"heartbeat"' not in await socket.recv():
            pass
        waits.append(time.monotonic() - asked)
        await asyncio.sleep(0.05)


async def talk(folder, seconds):
    """A crowd, when the lock was taken, and how long answers took that need no database."""
    waits = []
    victim = Victim(folder, DATABASE_URL="", REDIS_URL="")
    async with talking(victim, clients=CLIENTS, pause_seconds=0.1) as crowd:
        user, name, key = await victim.ask("people.person('watcher')")
        watching = asyncio.create_task(beats(await victim.dial(key)(), waits))
        asking = Client(name, user, victim.dial(key), [])
        living = asyncio.create_task(asking.live())
        await asking.ready.wait()
        began = time.monotonic()
        locked = asyncio.create_task(lock(folder, seconds))
        await asyncio.sleep(0.1)
        await asking.ask(*asking.copies.rooms, "/group create quiet")
        assert time.monotonic() - began > seconds
        await locked
        await crowd.gets_answers(20)
        assert watching.cancel()
        living.cancel()
    assert asking.connections == 1
    return crowd, began, waits


@pytest.mark.parametrize(
    ("seconds", "are_told"), [(2, False), pytest.param(30, True, marks=pytest.mark.torture)]
)
def test_a_locked_file_only_delays(tmp_path, seconds, are_told):
    crowd, began, waits = asyncio.run(talk(tmp_path, seconds))

    figures = crowd.figures()
    late = lateness(crowd.records, began, began + seconds)
    print(f"\nlocked for {seconds} s: {figures}; heard after {late[-1]:.1f} s at most;")
    print(f"{len(waits)} heartbeats answered after {max(waits):.2f} s at most")
    assert crowd.violations == []
    assert figures["connections"] == CLIENTS
    assert bool(figures["to be retried"]) is are_told
    assert max(waits) < AT_ONCE_SECONDS
