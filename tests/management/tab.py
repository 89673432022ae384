"""A page on the socket of a real server: it says something, and hears what comes of it."""

import json
import uuid


class Tab:
    def __init__(self, socket):
        self._socket = socket
        self._heard = []

    async def hear(self, type, **fields):
        """The next event of this type with these fields; those before it are passed over."""
        while True:
            while self._heard:
                event = self._heard.pop(0)
                if event["type"] == type and fields.items() <= event.items():
                    return event
            self._heard += map(json.loads, (await self._socket.recv()).split("\n"))

    async def greet(self, **more):
        await self._say(type="hello", v=1, **more)
        return await self.hear("welcome")

    async def post(self, room, body):
        """The number at which these words stand."""
        client_id = str(uuid.uuid4())
        await self._say(type="message.post", room=room, client_id=client_id, body=body)
        return (await self.hear("ack", client_id=client_id))["seq"]

    async def _say(self, **frame):
        await self._socket.send(json.dumps(frame))
