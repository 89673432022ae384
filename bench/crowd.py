"""All who are connected to one server: they come, talk as the load has them do, and go."""

import asyncio
import time
from contextlib import suppress
from statistics import quantiles

from . import load, machine

# All together fewer than the hundred messages that Channels' in-memory layer holds for a socket.
TALKERS, ON_THEIR_WAY = 12, 8
BEAT_SECONDS = 20


class Crowd:
    def __init__(self, server):
        self.server = server
        self.lines, self.rooms, self.came_seconds = [], [], []

    async def come(self, rooms, again=()):
        """A connection for each of these, in the room that it names; `again` are those they had."""
        self.rooms, self.lines = rooms, [None] * len(rooms)
        places = asyncio.Semaphore(self.server.at_once)
        beating = asyncio.create_task(self._beats())

        async def one(number):
            async with places:
                began = time.monotonic()
                lost = again[number] if again else None
                line = await self.server.join(number, rooms[number], lost)
                self.came_seconds.append(time.monotonic() - began)
                line.idle()
                self.lines[number] = line

        try:
            # The first one makes the room, where somebody has to.
            await one(0)
            await asyncio.gather(*(one(number) for number in range(1, len(rooms))))
        finally:
            beating.cancel()
        return self

    async def talk(self, seconds, warm, rate=0):
        """What is found when some talk, after the seconds until that is steady (`warm`): at a rate
        in messages a second, or as much as they can.
        """
        await self.beat()
        for line in self.lines:
            line.listen()
        frames = {
            number: self.server.frame(number, self.rooms[number]) for number in self.talkers()
        }
        asked = {
            "needle": self.server.needle,
            "rate": rate,
            "warm": warm,
            "seconds": warm + seconds,
        }
        asked |= {"window": ON_THEIR_WAY, "heard_by": len(self.lines) / len(set(self.rooms))}
        fds = [line.socket.fileno() for line in self.lines]
        with machine.on_core(-1):
            running = asyncio.create_task(asyncio.to_thread(load.run, fds, frames, **asked))
            await asyncio.sleep(warm)
            spent = machine.Spent(self.server)
            await asyncio.sleep(seconds)
            used = spent.until_now()
            found = await running
        for line in self.lines:
            line.idle()
        return figures(found, used, seconds)

    def talkers(self):
        """Twelve where all are in one room, and two of each where there are many."""
        if len(set(self.rooms)) == 1:
            return range(min(TALKERS, len(self.rooms)))
        return sorted(n for place in (0, 1) for n in _nth_of_each(self.rooms, place))

    async def beat(self):
        if self.server.beat:
            for line in self.lines:
                if line:
                    with suppress(OSError):
                        line.socket.send(self.server.beat)

    async def _beats(self):
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self.beat()

    def go(self):
        for line in self.lines:
            if line:
                line.close()


def figures(found, used, seconds):
    """What is kept of one run of the load."""
    heard = found["steady_heard"]
    kept = {name: found[name] for name in ("missing", "extra", "disorder", "closed", "starved")}
    return kept | {
        "deliveries": heard / seconds,
        "messages": found["steady_said"] / seconds,
        "delays": middle_and_end([delay / 1000 for delay in found["delays"]]),
        "us": used["own"] / heard if heard else None,
        "us_all": used["all"] / heard if heard else None,
        "load_busy": found["busy"],
        "server_busy": used["all"] / 1e6 / seconds,
    }


def middle_and_end(values):
    """Median and 99th percentile."""
    if len(values) < 2:
        return None
    hundredths = quantiles(values, n=100)
    return [hundredths[49], hundredths[98]]


def _nth_of_each(rooms, place):
    for room in dict.fromkeys(rooms):
        yield [number for number, each in enumerate(rooms) if each == room][place]
