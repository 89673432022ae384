"""One person who asks for as much as a program can, on as many sockets as they like.

`python -m tests.faults.flood <what a Flood is made with, as JSON>` does what each line of its input
says, until the next: it floods "there" or "nowhere", or has a "pause". At the end it tells what
came of all that was said there.
"""

import asyncio
import json
import subprocess
import sys
import uuid
from collections import Counter

from ..wire.raw import CLOSE, TEXT, Raw, frame

PER_SECOND = 5_000
CHUNK_SECONDS = 0.02
HELLO = {"type": "hello", "v": 1}


def line(room):
    ids = {"room": room, "client_id": str(uuid.uuid4())}
    return {"type": "message.post", "body": "flood"} | ids


def greedy_hello(_):
    """As many rooms as one frame holds."""
    copy = {"epoch": "0" * 12, "after": 0}
    return HELLO | {"resume": {str(room): copy for room in range(1, 1_400)}}


# What is said over and over; and what is said first.
KINDS = {
    "lines": (line, HELLO),
    "typing": (lambda room: {"type": "typing.start", "room": room}, HELLO),
    "history": (lambda room: {"type": "room.history", "room": room, "limit": 100}, HELLO),
    "greedy hellos": (None, greedy_hello(0)),
}


class Flood:
    """`counts` are of what was said, and of what came of it: errors and closes by their code."""

    def __init__(self, address, key, kind, room, sockets=1):
        self.address, self.key, self.room, self.sockets = address, key, room, sockets
        self.build, self.hello = KINDS[kind]
        self.counts, self.waits = Counter(), []

    async def run(self):
        """Come back at once whenever a socket is closed; until cancelled."""
        async with asyncio.TaskGroup() as all:
            for _ in range(self.sockets):
                all.create_task(self._stay())

    async def _stay(self):
        while True:
            raw = Raw(self.address, self.key)
            try:
                status, _ = await raw.open()
                self.counts[f"opened with {status}"] += 1
                await raw.send(frame(TEXT, json.dumps(self.hello).encode()))
                await self._flood(raw)
            except (OSError, EOFError):
                self.counts["broken"] += 1
            finally:
                raw.hang_up()
            await asyncio.sleep(0.001)

    async def _flood(self, raw):
        saying = asyncio.create_task(self._say(raw))
        try:
            async for opcode, payload in raw.frames():
                if opcode == CLOSE:
                    self.counts[f"closed with {int.from_bytes(payload[:2])}"] += 1
                if opcode == CLOSE or self._hear(payload):
                    return
        finally:
            saying.cancel()
            await asyncio.gather(saying, return_exceptions=True)

    async def _say(self, raw):
        if self.build is None:
            return
        count = max(1, int(PER_SECOND * CHUNK_SECONDS / self.sockets))
        while True:
            said = [json.dumps(self.build(self.room)).encode() for _ in range(count)]
            await raw.send(b"".join(frame(TEXT, text) for text in said))
            self.counts["said"] += count
            await asyncio.sleep(CHUNK_SECONDS)

    def _hear(self, payload):
        """Whether this was all that is wanted of the socket."""
        for text in payload.split(b"\n"):
            if b'"type":"error"' in text:
                error = json.loads(text)
                self.counts[error["code"]] += 1
                self.waits += [error.get("retry_ms", 0)] * (error["code"] == "rate_limited")
        return self.build is None


class Nobody(asyncio.Protocol):
    """Lets everybody in and reads nothing of what they say: to flood it costs the machine what it
    costs to flood, and nothing else.
    """

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        self.transport.pause_reading()


class Apart:
    """A Flood in a process of its own, as it is on a machine of its own: whoever listens meanwhile
    has no part in its work, nor in the garbage that it makes.
    """

    def __init__(self, *what):
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, json.dumps(what)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def turn(self, whither):
        """Flood "there", where the people are, or "nowhere"; or "pause"."""
        self._process.stdin.write(f"{whither}\n")
        self._process.stdin.flush()

    def end(self):
        """The `counts` and `waits` of all that was said there."""
        told, _ = self._process.communicate()
        assert self._process.returncode == 0, "the flood broke off"
        counts, waits = json.loads(told)
        return Counter(counts), waits


async def _obey(address, *what):
    nobody = await asyncio.get_running_loop().create_server(Nobody, "127.0.0.1", 0)
    nowhere = f"http://127.0.0.1:{nobody.sockets[0].getsockname()[1]}"
    floods = {"there": Flood(address, *what), "nowhere": Flood(nowhere, *what)}
    flooding = None
    while whither := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if flooding:
            await _ended(flooding)
        flooding = whither in floods and asyncio.create_task(floods[whither].run())
    return floods["there"]


async def _ended(flooding):
    if flooding.done():
        flooding.result()
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)


def main():
    flood = asyncio.run(_obey(*json.loads(sys.argv[1])))
    print(json.dumps([flood.counts, flood.waits]))


if __name__ == "__main__":
    main()
