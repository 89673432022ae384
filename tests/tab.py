"""A socket to a real server, as an open page has one."""

import asyncio
import json
import uuid
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

PATIENCE_SECONDS = 12


class Tab:
    """`async with Tab(server, key) as tab`: one that has come in. `hello` goes into its greeting,
    `heard` is all that it has taken in so far.
    """

    def __init__(self, server, key, **hello):
        self.server, self.key, self.hello = server, key, hello
        self.heard, self._waiting = [], []

    async def open(self):
        self.socket = await self.server.socket(self.key)
        await self.say(type="hello", v=1, **self.hello)
        self.welcome = await self.hear("welcome")
        self.lobby = self.welcome["rooms"][0]["id"]
        return self

    async def __aenter__(self):
        return await self.open()

    async def __aexit__(self, *_):
        await self.socket.close()

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def post(self, body, room=None):
        """Say this in a room, or in the lobby. Returns the line's client_id."""
        client_id = str(uuid.uuid4())
        room = room or self.lobby
        await self.say(type="message.post", room=room, client_id=client_id, body=body)
        return client_id

    async def acked(self, body):
        """The number at which these words stand in the lobby."""
        client_id = await self.post(body)
        return (await self.hear("ack", client_id=client_id))["seq"]

    async def hear(self, *types, **fields):
        """The next event of one of these types with these fields; others before it are let by."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                while self._waiting:
                    event = self._waiting.pop(0)
                    if event["type"] in types and fields.items() <= event.items():
                        return event
                await self._read()

    async def listen(self, seconds):
        """Take in whatever comes meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await self._read()

    async def closed(self):
        """The code with which the server closes."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await self._read()
        except ConnectionClosed as closed:
            return closed.rcvd and closed.rcvd.code

    async def history(self):
        """The seq of every line in the lobby, by its client_id."""
        found, before = {}, {}
        while True:
            await self.say(type="room.history", room=self.lobby, limit=100, **before)
            page = await self.hear("room.page", "error")
            if page["type"] == "error":
                await asyncio.sleep(page["retry_ms"] / 1000)
                continue
            found |= {message["client_id"]: message["seq"] for message in page["messages"]}
            if page["found_oldest"]:
                return found
            before = {"before": page["messages"][0]["seq"]}

    async def _read(self):
        events = [json.loads(line) for line in (await self.socket.recv()).split("\n")]
        self.heard += events
        self._waiting += events
