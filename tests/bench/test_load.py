"""The load counts what a server really sends, and notices what it loses or tells twice."""

import asyncio
import contextlib
import shutil

import pytest

from bench import load
from bench.crowd import Crowd
from bench.line import Line

SOCKETS, MESSAGES = 5, 40
pytestmark = pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")


class Echo:
    """A server that hands each line to all, as `change` would have it: a list of lines to tell."""

    needle, at_once, beat = b"mark-", SOCKETS, None
    pids = own_pids = ()

    def __init__(self, change=lambda line, count: [line]):
        self.change, self.count, self.writers = change, 0, []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *fault):
        self.server.close()
        for writer in self.writers:
            writer.close()

    async def serve(self, reader, writer):
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                line = await reader.readuntil(b"\n")
                self.count += 1
                for told in self.change(line, self.count):
                    for each in self.writers:
                        each.write(told)

    async def join(self, number, room, again=None):
        return await Line.open(self.port)

    def frame(self, number, room):
        return f"{load.WORDS} {load.NUMBER}\n".encode()


async def found(change=None, **asked):
    """What the load finds at such a server, in half a second where nothing else is asked for."""
    async with Echo(change) if change else Echo() as server:
        crowd = await Crowd(server).come(["hall"] * SOCKETS)
        for line in crowd.lines:
            line.listen()
        frames = {number: server.frame(number, "hall") for number in range(2)}
        fds = [line.socket.fileno() for line in crowd.lines]
        asked = {"rate": MESSAGES / 0.5, "seconds": 0.5, "patience": 30} | asked
        told = await asyncio.to_thread(
            load.run, fds, frames, needle=b"mark-", heard_by=SOCKETS, warm=0, **asked
        )
        crowd.go()
    return told


async def test_all_that_is_said_is_heard_by_all():
    told = await found()
    assert told["said"] == MESSAGES
    assert told["heard"] == len(told["delays"]) == MESSAGES * SOCKETS
    assert (told["missing"], told["disorder"], told["closed"]) == (0, 0, 0)


async def test_what_was_due_is_said_however_late_it_has_become():
    told = await found(rate=MESSAGES / 0.0001, seconds=0.0001)
    assert told["said"] == MESSAGES
    assert told["heard"] == MESSAGES * SOCKETS


async def test_who_is_not_told_a_rate_waits_for_what_is_on_its_way():
    most = 0

    def change(line, count):
        nonlocal most
        most = max(most, count)
        return [line] if count <= 10 else []

    told = await found(change, rate=0, window=3, patience=0.1)
    # Ten came back, and each of the two has three more on their way, which never come.
    assert told["said"] == most == 10 + 2 * 3
    assert told["missing"] == 6 * SOCKETS


async def test_every_line_has_a_number_of_its_own():
    lines = []

    def change(line, count):
        lines.append(line)
        return [line]

    await found(change)
    assert len({line.split()[-1] + line[5:7] for line in lines}) == len(lines) == MESSAGES


@pytest.mark.parametrize(
    ("change", "missing", "disorder"),
    [
        (lambda line, count: [] if count == 9 else [line], SOCKETS, SOCKETS),
        (lambda line, count: [line, line] if count == 9 else [line], 0, SOCKETS),
    ],
    ids=["lost", "twice"],
)
async def test_what_is_lost_or_told_twice_is_noticed(change, missing, disorder):
    told = await found(change, patience=2)
    assert (told["missing"], told["disorder"]) == (missing, disorder)
    assert told["heard"] + missing - told["extra"] == MESSAGES * SOCKETS


async def test_marks_are_found_wherever_what_comes_is_cut():
    def change(line, count):
        return [line[place : place + 1 + count] for place in range(0, len(line), 1 + count)]

    told = await found(change)
    assert told["heard"] == MESSAGES * SOCKETS
    assert told["disorder"] == 0


async def test_a_server_that_hangs_up_is_noticed():
    server = Echo()

    def change(line, count):
        if count == 5:
            server.writers[-1].close()
        return [line]

    server.change = change
    async with server:
        crowd = await Crowd(server).come(["hall"] * SOCKETS)
        told = await crowd.talk(seconds=0.5, warm=0, rate=50)
        crowd.go()
    assert told["closed"] == 1
    assert told["missing"] > 0
