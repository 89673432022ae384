"""A real server that is killed in the middle of things, and started again."""

import asyncio
import json
import os
import socket
import sys
import time
from pathlib import Path

import websockets

from tests.server import lend

from . import instants

ROOT = Path(__file__).parent.parent.parent
SERVE = ("manage.py", "serve")
SPOILT = ("tests/faults/spoilt.py", "serve")
START_PATIENCE_SECONDS = 180
REACH_SECONDS = 30
# Browsers wait for minutes.
HANDSHAKE_SECONDS = 60


class Victim:
    """`program` is what python runs: the server, or one with faults."""

    def __init__(self, folder, program=SERVE, **settings):
        self.port = _free_port()
        own = {"DATA_DIR": str(folder), "PORT": str(self.port), "RATE_LIMITS": "off"}
        own |= {"DJANGO_SETTINGS_MODULE": "chatsite.settings"}
        self.instants = Path(folder, "instants")
        self.instants.mkdir(exist_ok=True)
        own |= {"INSTANTS": str(self.instants)}
        self.environment = os.environ | own | settings
        self.program = program
        self.log = Path(folder, "output")
        # A broken one may make other tables.
        lend(folder, tables="BROKEN" not in settings)
        self.starts = []
        self.process = None

    async def start(self):
        """Serve; returns once people can come."""
        began = time.monotonic()
        for name in instants.NAMES:
            instants.disarm(self.instants, name)
        with self.log.open("a") as complaints:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.program,
                cwd=ROOT,
                env=self.environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=complaints,
            )
        async with asyncio.timeout(START_PATIENCE_SECONDS):
            greeting = await self.process.stdout.readline()
        assert greeting, self.log.read_text()
        self.starts.append(time.monotonic() - began)

    async def kill(self):
        self.process.kill()
        await self.process.wait()

    async def fall(self, instant=None):
        """Be killed at this instant, or now if it does not come. Returns whether it came."""
        came = instant and await self.meets(instant, "kill", self.process.wait)
        if not came:
            await self.kill()
        return came

    async def meets(self, instant, deed, happens):
        """Whether this instant came in time; returns once what is done there `happens`."""
        instants.arm(self.instants, instant, deed)
        try:
            async with asyncio.timeout(REACH_SECONDS):
                await happens()
        except TimeoutError:
            pass
        return not instants.disarm(self.instants, instant)

    async def ask(self, expression):
        """What an expression about a module beside this one gives, in a process of its own."""
        module = expression.partition(".")[0]
        code = f"import django, json; django.setup(); from tests.faults import {module}"
        asked = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", f"{code}; print(json.dumps({expression}))"),
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await asked.communicate()
        assert asked.returncode == 0
        return json.loads(said)

    def dial(self, key, port=None):
        """A function that opens a socket of whoever has this session key, or through a `port` that
        leads to the server's.
        """
        port = port or self.port

        async def dial():
            try:
                opened = await websockets.connect(
                    f"ws://127.0.0.1:{port}/ws/",
                    origin=f"http://127.0.0.1:{port}",
                    additional_headers={"Cookie": f"sessionid={key}"},
                    compression=None,
                    max_size=None,
                    ping_interval=None,
                    open_timeout=HANDSHAKE_SECONDS,
                    close_timeout=0.1,
                )
            except websockets.WebSocketException as fault:
                raise ConnectionError(str(fault)) from None
            return Socket(opened)

        return dial


class Socket:
    def __init__(self, opened):
        self.opened = opened

    async def send(self, text):
        try:
            await self.opened.send(text)
        except websockets.ConnectionClosed as fault:
            raise ConnectionError(str(fault)) from None

    async def recv(self):
        try:
            return await self.opened.recv()
        except websockets.ConnectionClosed as fault:
            raise ConnectionError(str(fault)) from None

    async def close(self):
        await self.opened.close()

    def hang_up(self):
        self.opened.transport.abort()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
