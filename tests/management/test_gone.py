"""A socket that is gone leaves nothing that knows it and is known by it: what it took is free at
once, without a search for garbage.
"""

import asyncio
import gc
import json
import uuid
from contextlib import suppress

import pytest
import websockets
from django.conf import settings

from chatsite.asgi import application
from rooms.actions.messages import Line
from rooms.consumers.chat import ChatConsumer
from rooms.live import process, sessions
from rooms.live.connection import Connection
from rooms.live.outbox import Outbox
from rooms.management.framing import Framing
from rooms.models import Message

from ..conftest import crossing
from .uvicorns import serving

KINDS = (Framing, ChatConsumer, Connection, Outbox, Line, Message)
PATIENCE_SECONDS = 10


async def says_nothing(socket):
    await socket.close()


async def looks_in(socket):
    await greeted(socket)
    await socket.close()


async def breaks_off(socket):
    await greeted(socket)
    socket.transport.abort()


async def says_something(socket):
    room = await greeted(socket)
    line = {"room": room, "client_id": str(uuid.uuid4()), "body": "hello @ada"}
    await socket.send(json.dumps({"type": "message.post"} | line))
    while '"ack"' not in await socket.recv():
        pass
    await socket.close()


async def is_sent_away(socket):
    await greeted(socket)
    [connection] = (await process.start()).access.everyone()
    connection.close(sessions.SIGN_IN)
    with suppress(websockets.ConnectionClosed):
        while True:
            await socket.recv()


async def greeted(socket):
    await socket.send('{"type": "hello", "v": 1}')
    room = None
    while room is None:
        for event in map(json.loads, (await socket.recv()).split("\n")):
            if event["type"] == "welcome":
                room = event["rooms"][0]["id"]
    await socket.send(json.dumps({"type": "typing.start", "room": room}))
    return room


def left():
    return [type(one) for one in gc.get_objects() if type(one) in KINDS]


@pytest.fixture
def key(signed_in, ada):
    return signed_in(ada)


@pytest.fixture
def unsearched():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@crossing
@pytest.mark.parametrize(
    "leaves", [says_nothing, looks_in, breaks_off, is_sent_away, says_something]
)
async def test_who_is_gone_is_free_at_once(leaves, key, unsearched):
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    async with serving(application) as port:
        at = f"http://127.0.0.1:{port}"
        url = f"ws://127.0.0.1:{port}/ws/"
        socket = await websockets.connect(url, origin=at, additional_headers=cookie)
        await leaves(socket)
        del socket
        async with asyncio.timeout(PATIENCE_SECONDS):
            while left():
                await asyncio.sleep(0.1)
