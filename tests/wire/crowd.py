"""A server that people run, and people who speak to it as they like."""

import asyncio
import json
import uuid
from contextlib import contextmanager
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from ..server import Server, database
from .raw import TEXT, Raw, frame

CANARY = "canary"
PEOPLE = """
import json
from tests.faults import people
print(json.dumps([key for _, _, key in people.made(12)]))
"""


@contextmanager
def served(folder):
    """A crowd at a server of its own, that is stopped at the end."""
    with database() as found:
        server = Server(folder, RATE_LIMITS="off", **found).start()
        try:
            yield Crowd(server)
        finally:
            server.stop()


class Crowd:
    """A server, and the session keys of the people who have accounts there."""

    def __init__(self, server):
        self.server = server
        self.keys = json.loads(server.run(PEOPLE).split("\n")[-2])

    async def come(self, number):
        person = Person(await self.server.socket(self.keys[number]))
        await person.say(type="hello", v=1)
        person.lobby = (await person.hear("welcome"))["rooms"][0]["id"]
        return person

    def raw(self, number, **more):
        return Raw(self.server.address, self.keys[number], **more)

    async def stalled(self, number):
        """Somebody who comes in and reads no more, with as little room as there can be."""
        raw = self.raw(number, room=4096)
        await raw.open()
        await raw.send(frame(TEXT, b'{"type": "hello", "v": 1}'))
        await anext(raw.frames())
        return raw

    @contextmanager
    def logging_nothing(self):
        """Whatever happens meanwhile, the server lives, and its log says nothing of it."""
        known = len(self.server.output)
        yield
        logged = self.server.output[known:]
        assert self.server.process.poll() is None
        assert "Traceback" not in logged, logged
        assert CANARY not in logged, logged
        assert not [key for key in self.keys if key in logged]

    def memory(self):
        """What the server's process holds, in KiB."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])


class Person:
    def __init__(self, opened):
        self.socket = opened
        self.waiting = []

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def post(self, body):
        client_id = str(uuid.uuid4())
        await self.say(type="message.post", room=self.lobby, client_id=client_id, body=body)
        return client_id

    async def hear(self, type, **fields):
        """The next event of this type with these fields; what stands before it is dropped."""
        async with asyncio.timeout(10):
            while True:
                while self.waiting:
                    event = self.waiting.pop(0)
                    if event["type"] == type and fields.items() <= event.items():
                        return event
                self.waiting += map(json.loads, (await self.socket.recv()).split("\n"))

    async def closed(self):
        """The code with which the server closed."""
        try:
            async with asyncio.timeout(12):
                while True:
                    await self.socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    async def history(self):
        """The seq of every line in the lobby, by its client_id."""
        found, before = {}, {}
        while True:
            await self.say(type="room.history", room=self.lobby, limit=100, **before)
            page = await self.hear("room.page")
            found |= {message["client_id"]: message["seq"] for message in page["messages"]}
            if page["found_oldest"]:
                return found
            before = {"before": page["messages"][0]["seq"]}
