"""A socket that talks and listens in Python, for `bench.costs`, where the servers' CPU time counts.

Frames are searched, not understood.
"""

import asyncio
from uuid import uuid4

import websockets

ON_THEIR_WAY = 8
PATIENCE_SECONDS = 30
WORDS = "about as long as what people say in one go when they talk to each other in a chat"


class Client:
    """One socket. `heard` counts messages, `own` those of its own that came back."""

    def __init__(self, target, number):
        self.target = target
        self.name = f"s{number:03}"
        self.mark = target["mark"].encode()
        self.own_mark = f'"{self.name} '.encode()
        self.heard = self.own = self.said = 0
        self.came = asyncio.Event()
        self.is_to_stop = False

    async def open(self):
        self.socket = await websockets.connect(
            self.target["url"],
            origin=self.target["origin"],
            additional_headers={"Cookie": self.target["cookie"]},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE_SECONDS,
        )
        await self.socket.send('{"type": "hello", "v": 1}')
        await self.socket.recv()

    async def listen(self):
        while True:
            frame = await self.socket.recv(decode=False)
            self.heard += frame.count(self.mark)
            self.own += frame.count(self.own_mark)
            self.came.set()

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
