"""Frames at random: each is answered, or ends its own socket with a code, and nothing stays."""

import asyncio
import os
import re
from collections import Counter
from urllib.request import urlopen

import pytest

from .crowd import CANARY, served
from .noise import frames
from .raw import CLOSE, PING, TEXT, frame

FRAMES = int(os.environ.get("NOISE_FRAMES", 10_000))
SEED = int(os.environ.get("NOISE_SEED", 1))
AT_ONCE = 4
PONG = 10
# What the protocol and its own list of closes know.
# The last is for who comes again faster than a busy server lets go of what they had.
CODES = {1002, 1007, 1009, 4400, 4409}
# Of a frame that says more than it has, the server waits for the rest.
WAIT_SECONDS = 0.5
GONE_SECONDS = 30
HELLO = frame(TEXT, b'{"type": "hello", "v": 1}')


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    with served(tmp_path_factory.mktemp("noise")) as crowd:
        yield crowd


class Maker:
    """One who makes noise, on one socket after the other."""

    def __init__(self, crowd, number, outcomes):
        self.crowd, self.number, self.outcomes = crowd, number, outcomes
        self.raw = None

    async def make(self, pieces):
        for number, piece in enumerate(pieces):
            if self.raw is None:
                self.raw = self.crowd.raw(self.number)
                await self.raw.open()
                await self.raw.send(HELLO)
                self.frames = self.raw.frames()
            outcome = await self._outcome(piece, str(number).encode())
            self.outcomes[outcome] += 1
            if outcome != "goes on":
                self.raw.hang_up()
                self.raw = None
        if self.raw:
            self.raw.hang_up()

    async def _outcome(self, piece, mark):
        try:
            await self.raw.send(piece, frame(PING, mark))
            async with asyncio.timeout(WAIT_SECONDS):
                async for opcode, payload in self.frames:
                    if (opcode, payload) == (PONG, mark):
                        return "goes on"
                    if opcode == CLOSE:
                        # Without a code: a goodbye of ours, answered.
                        return int.from_bytes(payload[:2]) or "goodbye"
        except TimeoutError:
            return "waits"
        except ConnectionError:
            pass
        return "ends"


def left(server):
    """(open sockets, rooms that are followed) by the server's own count."""
    with urlopen(f"{server.address}/metrics") as page:
        text = page.read().decode()
    counts = dict(re.findall(r"^(chat_sockets|chat_rooms_followed)\{.*\} (\S+)$", text, re.M))
    return float(counts["chat_sockets"]), float(counts["chat_rooms_followed"])


async def noise(crowd, count):
    """What became of each piece, and how often the neighbour was heard meanwhile."""
    outcomes, heard = Counter(), 0
    neighbour = await crowd.come(0)
    pieces = frames(SEED, count, neighbour.lobby, CANARY)
    makers = [
        asyncio.create_task(Maker(crowd, 1 + n, outcomes).make(pieces[n::AT_ONCE]))
        for n in range(AT_ONCE)
    ]
    while not all(maker.done() for maker in makers):
        seq = await neighbour.acked("still here?")
        while (await neighbour.hear("message.posted"))["seq"] < seq:
            pass
        heard += 1
        await asyncio.sleep(0.1)
    await asyncio.gather(*makers)
    async with asyncio.timeout(GONE_SECONDS):
        while await asyncio.to_thread(left, crowd.server) != (1, 1):
            await asyncio.sleep(0.1)
    await neighbour.socket.close()
    return outcomes, heard


@pytest.mark.parametrize("count", [300, pytest.param(FRAMES, marks=pytest.mark.torture)])
def test_noise_ends_only_who_makes_it(crowd, count):
    memory = crowd.memory()
    with crowd.logging_nothing():
        outcomes, heard = asyncio.run(noise(crowd, count))

    print(f"\n{count} pieces: {dict(outcomes)}; the neighbour was heard {heard} times meanwhile")
    print(f"{(crowd.memory() - memory) / 1024:+.1f} MiB; no socket and no room is left over")
    assert outcomes.total() == count
    assert {code for code in outcomes if isinstance(code, int)} <= CODES
    assert outcomes["goes on"] > count / 4
    assert outcomes[1002] > count / 20
    assert heard
