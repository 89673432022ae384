"""A socket to a real server, as an open page has one."""

import asyncio
import json
import uuid


class Tab:
    def __init__(self, server, key):
        self.server, self.key = server, key

    async def __aenter__(self):
        self.socket = await self.server.socket(self.key)
        self.heard, self.types = asyncio.Queue(), []
        self.reading = asyncio.create_task(self.read())
        await self.say(type="hello", v=1)
        self.welcome = await self.hear("welcome")
        self.lobby = self.welcome["rooms"][0]["id"]
        return self

    async def __aexit__(self, *_):
        self.reading.cancel()
        await self.socket.close()

    async def read(self):
        async for text in self.socket:
            for line in text.split("\n"):
                event = json.loads(line)
                self.types.append(event["type"])
                self.heard.put_nowait(event)

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def post(self, body, room=None):
        ids = {"room": room or self.lobby, "client_id": str(uuid.uuid4())}
        await self.say(type="message.post", body=body, **ids)

    async def hear(self, *types):
        async with asyncio.timeout(10):
            while True:
                event = await self.heard.get()
                if event["type"] in types:
                    return event
