"""One person who asks for as much as a program can, on as many sockets as they like.

`python -m tests.faults.flood <what a Flood is made with, as JSON>` floods from one line of its
input to the next, and tells at the end of it what came of that.
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

    def turn(self):
        """Begin, or pause."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def end(self):
        """The `counts` and `waits` of all of it."""
        told, _ = self._process.communicate()
        assert self._process.returncode == 0, "the flood broke off"
        counts, waits = json.loads(told)
        return Counter(counts), waits


async def _until_the_next_line(flood):
    flooding = asyncio.create_task(flood.run())
    pausing = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    await asyncio.wait([flooding, pausing], return_when=asyncio.FIRST_COMPLETED)
    if flooding.done():
        flooding.result()
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)


def main():
    flood = Flood(*json.loads(sys.argv[1]))
    while sys.stdin.readline():
        asyncio.run(_until_the_next_line(flood))
    print(json.dumps([flood.counts, flood.waits]))


if __name__ == "__main__":
    main()
