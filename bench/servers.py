"""The servers that are measured: each a real process in a folder of its own."""

import asyncio
import json
import os
import socket
import sys
from contextlib import asynccontextmanager, closing

from tests.server import Server

PEOPLE_PER_SOCKETS = 10
START_SECONDS = 20
TUTORIAL = {
    "the tutorial on daphne": ("daphne", "-v", "0", "-p"),
    "the tutorial on uvicorn": ("uvicorn", "--log-level", "error", "--port"),
}
SIGNED_IN = """
import json
from rooms.models import Room
from tests.faults import people
print(json.dumps([Room.objects.lobby().pk, people.made({count})]))
"""


@asynccontextmanager
async def ours(folder, sockets):
    """`manage.py serve` as anybody runs it, but for rate limits; sockets of signed-in people."""
    server = Server(folder, RATE_LIMITS="off", DATABASE_URL="", REDIS_URL="").start()
    try:
        count = -(-sockets // PEOPLE_PER_SOCKETS)
        made = server.manage("shell", "--no-imports", "-c", SIGNED_IN.format(count=count))
        lobby, people = json.loads(made)
        line = {"type": "message.post", "room": lobby, "client_id": "UUID", "body": "BODY"}
        yield {
            "url": server.address.replace("http", "ws", 1) + "/ws/",
            "origin": server.address,
            "cookies": [f"sessionid={key}" for _, _, key in people],
            "hello": '{"type": "hello", "v": 1}',
            "line": json.dumps(line),
            "mark": '"type":"message.posted"',
            "ack": '"type":"ack"',
        }
    finally:
        server.stop()


@asynccontextmanager
async def tutorial(folder, command):
    """The tutorial's consumer under one of the servers that run it; its sockets are anybody's."""
    port = _free_port()
    settings = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "bench.tutorial.settings"}
    migrate = ("django", "migrate", "--run-syncdb", "--verbosity", "0")
    tables = await _python(*migrate, **settings)
    await tables.wait()
    server = await _python(*command, str(port), "bench.tutorial.asgi:application", **settings)
    try:
        await _answers(port)
        yield {
            "url": f"ws://127.0.0.1:{port}/ws/chat/lobby/",
            "origin": f"http://127.0.0.1:{port}",
            "cookies": [],
            "hello": None,
            "line": '{"message": "BODY"}',
            "mark": '"message"',
            "ack": None,
        }
    finally:
        server.terminate()
        await server.wait()


async def _python(*module, **settings):
    """A Python process that runs a module of the environment in which this one runs."""
    environment = os.environ | settings
    return await asyncio.create_subprocess_exec(sys.executable, "-m", *module, env=environment)


def _free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def _answers(port):
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
