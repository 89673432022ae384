"""A layer drops, doubles and shuffles, and sockets break: nobody misses a line."""

import asyncio
import os
import random
from contextlib import nullcontext, suppress

import pytest
from django.db import OperationalError

from rooms.live import database, process

from ..conftest import crossing
from ..faulty import faulty
from ..line import Line
from . import ledger, people
from .crowd import Crowd
from .hostile import HostileLayer

CLIENTS = 12
TALK_SECONDS = float(os.environ.get("TALK_SECONDS", 6))
PATIENCE_SECONDS = 60
BETWEEN_BREAKS_SECONDS = 0.1


class Sockets:
    """Sockets into this very process, any of which may break."""

    def __init__(self):
        self.open = []

    def dial(self, key):
        async def dial():
            socket = Socket(key)
            await socket.open()
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
        self._output = self.line.socket.output_queue
        self.is_broken = False

    async def open(self):
        with suppress(OperationalError):
            await self.line.open()

    def break_off(self):
        self._output.put_nowait({"type": "websocket.close"})

    async def send(self, text):
        await self.line.say_text(text)

    async def recv(self):
        coming, ended = asyncio.ensure_future(self._output.get()), self.line.socket.future
        await asyncio.wait([coming, ended], return_when=asyncio.FIRST_COMPLETED)
        # A server closes the socket of a consumer that broke.
        if not coming.done() or coming.result()["type"] == "websocket.close":
            coming.cancel()
            raise ConnectionError
        return coming.result()["text"]

    async def close(self):
        self.is_broken = True
        with suppress(OperationalError):
            await self.line.leave()


@pytest.fixture
def hostile(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.faults.hostile.HostileLayer"}}
    settings.RATE_LIMITS = False


@crossing
async def test_what_the_layer_loses_nobody_misses(hostile, lobby):
    figures = await _talked(lobby, nullcontext())
    assert figures["connections"] > 2 * CLIENTS


@crossing
async def test_nor_where_the_database_fails_now_and_then(hostile, lobby, monkeypatch, caplog):
    fails = faulty(monkeypatch, random.random(), share=0.1)
    await _talked(lobby, fails, until=("answered again", "to be retried"))
    caplog.clear()


async def _talked(lobby, meanwhile, until=()):
    """What came of it when a crowd talked, for a while and until there was some of each of these,
    and sockets broke: nothing was lost.
    """
    server = await process.start()
    assert isinstance(server.layer, HostileLayer)
    sockets = Sockets()
    crowd = Crowd(await database.write(people.made, CLIENTS), sockets.dial)
    await crowd.gather()
    with meanwhile:
        breaking = asyncio.create_task(sockets.break_some())
        await asyncio.sleep(TALK_SECONDS)
        try:
            # A busy machine makes few batches, and one in ten of them fails.
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not all(map(crowd.figures().get, until)):
                    await asyncio.sleep(BETWEEN_BREAKS_SECONDS)
        finally:
            breaking.cancel()
    await crowd.settle()
    violations = await crowd.verdict(lambda: database.read(ledger.read))
    await crowd.disperse()

    layer, figures = server.layer, crowd.figures()
    print(f"\nlayer: {layer.sent} sent, {layer.dropped} dropped, {layer.doubled} doubled")
    print(f"{figures}, {len(violations)} violations")
    assert violations == []
    assert min(layer.dropped, layer.doubled) > layer.sent / 20 > 10
    return figures
