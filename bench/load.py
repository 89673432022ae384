"""The load: sockets that all hear one room, some of which talk. A process of its own.

Reads from standard input what to connect to and how to talk there (a `servers.Target`), prints
what it measured. Frames are searched, not understood: the less work here, the more load.
"""

import asyncio
import json
import re
import resource
import sys
import time
from contextlib import suppress
from statistics import quantiles
from uuid import uuid4

import uvloop
import websockets

SENDERS = 12
# All together fewer than the hundred messages that the in-memory layer holds for a socket.
ON_THEIR_WAY = 8
WARM_SECONDS = 2
GENTLE_PER_SECOND = 20
PATIENCE_SECONDS = 30
WORDS = "about as long as what people say in one go when they talk to each other in a chat"
SENT_AT = re.compile(rb'"at (\d+) ')


class Client:
    """One socket. `heard` counts messages, `own` those of its own that came back."""

    def __init__(self, target, number):
        self.target = target
        self.name = f"s{number:03}"
        self.cookie = target["cookies"] and target["cookies"][number % len(target["cookies"])]
        self.mark = target["mark"].encode()
        self.own_mark = f'"{self.name} '.encode() if number < SENDERS else None
        self.heard = self.own = self.said = 0
        self.came = asyncio.Event()
        self.is_to_stop = False
        self.said_at = None
        self.deliveries, self.acks = [], []

    async def open(self):
        self.socket = await websockets.connect(
            self.target["url"],
            origin=self.target["origin"],
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE_SECONDS,
        )
        if self.target["hello"]:
            await self.socket.send(self.target["hello"])
            await self.socket.recv()

    async def listen(self):
        while True:
            frame = await self.socket.recv(decode=False)
            count = frame.count(self.mark)
            self.heard += count
            if self.own_mark:
                self.own += frame.count(self.own_mark)
            self.came.set()
            if count < 10:
                self._note_delays(frame)

    async def say(self, body):
        line = self.target["line"].replace("BODY", body).replace("UUID", str(uuid4()))
        await self.socket.send(line)

    async def talk(self):
        """Keep a few lines on their way until told to stop."""
        while not self.is_to_stop:
            while self.said - self.own < ON_THEIR_WAY:
                await self.say(f"{self.name} {self.said} {WORDS}")
                self.said += 1
            self.came.clear()
            await self.came.wait()

    async def talk_gently(self):
        while True:
            self.said_at = time.monotonic_ns()
            await self.say(f"at {self.said_at} {WORDS}")
            await asyncio.sleep(1 / GENTLE_PER_SECOND)

    def _note_delays(self, frame):
        now = time.monotonic_ns()
        self.deliveries += [(now - int(at)) / 1e6 for at in SENT_AT.findall(frame)]
        if self.said_at and self.target["ack"] and self.target["ack"].encode() in frame:
            self.acks.append((now - self.said_at) / 1e6)


async def rate(clients, seconds):
    """Messages that reached sockets per second, and how busy this process was with them."""
    talking = [asyncio.create_task(client.talk()) for client in clients[:SENDERS]]
    await asyncio.sleep(WARM_SECONDS)
    before, began, cpu = _heard(clients), time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    deliveries, busy = _heard(clients) - before, (time.process_time() - cpu) / passed
    for client in clients:
        client.is_to_stop = True
    with suppress(TimeoutError):
        await asyncio.wait_for(_all_came(clients, talking), PATIENCE_SECONDS)
    missing = sum(client.said for client in clients) * len(clients) - _heard(clients)
    return {"rate": deliveries / passed, "busy": busy, "missing": missing}


async def delays(clients, seconds):
    """Median and 99th percentile, in milliseconds, while one client talks gently."""
    talking = asyncio.create_task(clients[0].talk_gently())
    await asyncio.sleep(seconds)
    talking.cancel()
    deliveries = [delay for client in clients for delay in client.deliveries]
    return {"delivery": _middle_and_end(deliveries), "ack": _middle_and_end(clients[0].acks)}


async def _all_came(clients, talking):
    await asyncio.gather(*talking)
    said = sum(client.said for client in clients)
    for client in clients:
        while client.heard < said:
            client.came.clear()
            await client.came.wait()


def _heard(clients):
    return sum(client.heard for client in clients)


def _middle_and_end(values):
    if len(values) < 2:
        return None
    hundredths = quantiles(values, n=100)
    return hundredths[49], hundredths[98]


async def main(target):
    clients = [Client(target, number) for number in range(target["sockets"])]
    for client in clients:
        await client.open()
    listening = [asyncio.create_task(client.listen()) for client in clients]
    measured = await rate(clients, target["seconds"])
    measured |= await delays(clients, target["seconds"])
    broken = [task.exception() for task in listening if task.done()]
    print(json.dumps(measured | {"broken": len(broken)}), flush=True)


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(main(json.load(sys.stdin)))
