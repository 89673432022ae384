"""For half an hour people come and go while others talk: the server holds no more than before."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from statistics import linear_regression

import pytest

from tests.server import database

from .guests import GONE_SECONDS, Guests
from .talk import talking
from .victim import Victim

pytestmark = pytest.mark.torture
MINUTES = float(os.environ.get("SOAK_MINUTES", 30))
CLIENTS, PAUSE_SECONDS = 10, 0.5
GUESTS, GUESTS_PER_SECOND = 60, int(os.environ.get("SOAK_GUESTS", 20))
SAMPLE_SECONDS = 5
# In the first fifth all that is kept ready fills up: rings of rooms, caches, threads.
WARM_UP = 0.2
# Nine threads keep up to 512 KiB of SQLite's pages each, and statements of their own.
GROWN_MIB = 10
GONE_TRIES = 12
LEFT, MORE = ("Connection", "ChatConsumer", "Outbox", "Feed", "Follow", "Task", "files"), 3
TOLD = ("objects", "blocks", "SQLite", "C", "C ready")


class Gauge:
    """What the server's process holds, looked at from outside and told from within."""

    def __init__(self, victim, file):
        self.pid, self.file = victim.process.pid, file
        self.samples = []

    async def watch(self):
        began = time.monotonic()
        while True:
            held = await self.held(signal.SIGUSR2)
            self.samples.append((time.monotonic() - began, held))
            await asyncio.sleep(SAMPLE_SECONDS)

    async def held(self, sign):
        """Counts of objects, of open files, and the memory in MiB."""
        self.file.unlink(missing_ok=True)
        os.kill(self.pid, sign)
        while not self.file.exists():
            await asyncio.sleep(0.02)
        return json.loads(self.file.read_text()) | self.from_outside()

    async def calm(self, before):
        """What is held once that is as much as before; or after a minute or two. The others talk
        on, and what they do at this moment is counted as well.
        """
        for _ in range(GONE_TRIES):
            await asyncio.sleep(GONE_SECONDS)
            after = await self.held(signal.SIGUSR1)
            if all(after[kind] <= before[kind] + MORE for kind in LEFT):
                break
        return after

    def from_outside(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        memory = int(status.partition("VmRSS:")[2].split()[0]) / 1024
        return {"files": len(list(Path(f"/proc/{self.pid}/fd").iterdir())), "MiB": memory}

    def slope(self, what):
        """By how much it grew an hour, once warmed up, over how many samples."""
        warm = [(at, held[what]) for at, held in self.samples if at > WARM_UP * MINUTES * 60]
        return linear_regression(*zip(*warm, strict=True)).slope * 3600, len(warm)


async def soak(folder):
    """The crowd, the guests' counts, the gauge, and what was held before and after them."""
    with database() as found:
        file = Path(folder, "held")
        victim = Victim(folder, ("-m", "tests.faults.watched", str(file)), **found)
        async with talking(victim, clients=CLIENTS, pause_seconds=PAUSE_SECONDS) as crowd:
            people = await victim.ask(f"people.made({GUESTS}, 'guest')")
            guests = Guests([victim.dial(key) for _, _, key in people], GUESTS_PER_SECOND)
            gauge = Gauge(victim, file)
            before = await gauge.held(signal.SIGUSR1)
            coming, watching = map(asyncio.create_task, (guests.come_and_go(), gauge.watch()))
            await asyncio.wait([coming, watching], timeout=MINUTES * 60)
            coming.cancel(), watching.cancel()
            await asyncio.gather(coming, watching, return_exceptions=True)
            after = await gauge.calm(before)
    return crowd, guests.counts, gauge, before, after


def test_nothing_grows_while_people_come_and_go(tmp_path):
    crowd, counts, gauge, before, after = asyncio.run(soak(tmp_path))

    memory, n = gauge.slope("MiB")
    slopes = {what: round(gauge.slope(what)[0], 1) for what in TOLD}
    print(f"\n{MINUTES} minutes: {crowd.figures()}, {len(crowd.violations)} violations")
    print(f"guests {dict(counts)}; {memory:+.2f} MiB an hour, n = {n}; {slopes}")
    print(f"before {before}\nafter  {after}")
    for what in ("MiB", *TOLD):
        print(what, "by the minute:", [round(held[what], 1) for _, held in gauge.samples[::12]])
    assert crowd.violations == []
    # Where the machine has too much to do, some don't come in.
    assert counts["welcomed"] > 10 * MINUTES
    assert memory * MINUTES / 60 < GROWN_MIB
    for kind in LEFT:
        assert after[kind] <= before[kind] + MORE, kind
