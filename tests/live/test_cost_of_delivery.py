"""What a delivery costs: the same for each socket, however many hear the room."""

import asyncio
import gc
import sys

import pytest

from rooms.live.connection import Connection
from rooms.live.feed import Feed
from rooms.live.flushes import Flushes
from rooms.live.tasks import Tasks
from rooms.management import server
from rooms.models import User
from rooms.wire.log import Entry

LINES = 3


class Socket:
    """Takes all that is sent."""

    def __init__(self, flushes):
        self.user = User(pk=1)
        self.sent = 0
        self.soon = flushes.socket_soon

    def push(self, text):
        self.sent += text.count("\n") + 1
        return True

    async def transmit(self, text):
        raise AssertionError

    def lost(self):
        raise AssertionError


class Room:
    """A feed and the sockets that follow it."""

    def __init__(self, sockets):
        flushes, nothing = Flushes(), lambda _: None
        self.feed = Feed(1, Tasks(), flushes.feed_soon, on_empty=nothing, on_detach=nothing)
        self.feed.open(0)
        self.sockets = [Socket(flushes) for _ in range(sockets)]
        for socket in self.sockets:
            connection = Connection(socket, socket)
            connection.follow(self.feed)
            connection.go(1, 0)

    async def speak(self):
        for seq in range(1, LINES + 1):
            self.feed.offer(Entry(seq, f"line {seq}"))
            await asyncio.sleep(0)
        assert {socket.sent for socket in self.sockets} == {LINES}


async def calls_for_each(sockets):
    """How many functions are called for each delivery."""
    room, calls = Room(sockets), 0

    def count(frame, event, arg):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        await room.speak()
    finally:
        sys.setprofile(None)
    return calls / LINES / sockets


async def test_a_delivery_takes_as_many_calls_to_200_sockets_as_to_5_000():
    few, many = await calls_for_each(200), await calls_for_each(5_000)

    assert 2 < many < 10
    assert many <= few


@pytest.fixture
def collections():
    """The collections of garbage from now on, where Python counts as in a server."""
    before, seen = gc.get_threshold(), []

    def note(phase, info):
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    gc.set_threshold(*server.GARBAGE)
    yield seen
    gc.set_threshold(*before)
    gc.callbacks.remove(note)


async def test_a_line_to_5_000_does_not_have_everything_looked_through(collections):
    room = Room(5_000)
    collections.clear()

    await room.speak()

    assert len(collections) <= LINES
