"""A layer drops, doubles and shuffles, and sockets break: nobody misses a line."""

import asyncio
import os
import random

import pytest

from rooms.live import database, process

from ..conftest import crossing
from ..line import Line
from . import ledger, people
from .crowd import Crowd
from .hostile import HostileLayer

CLIENTS = 12
TALK_SECONDS = float(os.environ.get("TALK_SECONDS", 6))
BETWEEN_BREAKS_SECONDS = 0.1


class Sockets:
    """Sockets into this very process, any of which may break."""

    def __init__(self):
        self.open = []

    def dial(self, key):
        async def dial():
            socket = Socket(key)
            await socket.line.open()
            self.open.append(socket)
            return socket

        return dial

    async def break_some(self):
        while True:
            await asyncio.sleep(BETWEEN_BREAKS_SECONDS)
            self.open = [socket for socket in self.open if not socket.is_broken]
            random.choice(self.open).break_off()


class Socket:
    def __init__(self, key):
        self.line = Line(key)
        self.is_broken = False

    def break_off(self):
        self.line.socket.output_queue.put_nowait({"type": "websocket.close"})

    async def send(self, text):
        await self.line.say_text(text)

    async def recv(self):
        output = await self.line.socket.output_queue.get()
        if output["type"] == "websocket.close":
            raise ConnectionError
        return output["text"]

    async def close(self):
        self.is_broken = True
        await self.line.leave()


@pytest.fixture
def hostile(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.faults.hostile.HostileLayer"}}
    settings.RATE_LIMITS = False


@crossing
async def test_what_the_layer_loses_nobody_misses(hostile, lobby):
    server = await process.start()
    assert isinstance(server.layer, HostileLayer)
    sockets = Sockets()
    crowd = Crowd(await database.write(people.made, CLIENTS), sockets.dial)
    await crowd.gather()
    breaking = asyncio.create_task(sockets.break_some())
    await asyncio.sleep(TALK_SECONDS)
    breaking.cancel()
    await crowd.settle()
    violations = await crowd.verdict(lambda: database.read(ledger.read))
    await crowd.disperse()

    layer, figures = server.layer, crowd.figures()
    print(f"\nlayer: {layer.sent} sent, {layer.dropped} dropped, {layer.doubled} doubled")
    print(f"{figures}, {len(violations)} violations")
    assert violations == []
    assert min(layer.dropped, layer.doubled) > layer.sent / 20 > 10
    assert figures["connections"] > 2 * CLIENTS
