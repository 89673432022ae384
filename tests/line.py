"""A socket as a person has it: say something, hear something."""

import asyncio
import json
import uuid

from channels.testing import WebsocketCommunicator
from django.conf import settings

from rooms.consumers.routes import application_for

PATIENCE_SECONDS = 15
QUIET_SECONDS = 0.3

application = application_for(None)


class Line:
    """One socket. Whatever it has heard and nobody asked for yet waits in `heard`; all of it
    stands `in_order`.
    """

    def __init__(self, session_key=None, origin="http://localhost", host="localhost", cookies=None):
        headers = [(b"host", host.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if session_key:
            cookies = f"{settings.SESSION_COOKIE_NAME}={session_key}"
        if cookies:
            headers.append((b"cookie", cookies.encode()))
        self.socket = WebsocketCommunicator(application, "/ws/", headers=headers)
        wire = {"push": lambda text: False, "taken_by": self._taken_by}
        self.socket.scope["extensions"] = {"chat.wire": wire}
        self.take = None
        self.heard, self.in_order = [], []
        self.welcome = None

    async def open(self):
        accepted, _ = await self.socket.connect(timeout=PATIENCE_SECONDS)
        return accepted

    async def hello(self, **more):
        await self.say("hello", v=1, **more)
        self.welcome = await self.hear("welcome")
        return self.welcome

    async def say(self, type, **fields):
        await self.say_text(json.dumps({"type": type, **fields}))

    async def say_text(self, text):
        """By the way on which a text comes from the network: in no task."""
        asyncio.get_running_loop().call_soon(self._arrive, text)
        await asyncio.sleep(0)

    async def post(self, room, body, client_id=None, **more):
        """Send a line to a room; `answer` waits for what comes of it."""
        client_id = client_id or str(uuid.uuid4())
        room_id = getattr(room, "pk", room)
        await self.say("message.post", room=room_id, client_id=client_id, body=body, **more)
        return client_id

    async def answer(self, client_id):
        """The ack, notice or error for this line."""
        return await self.hear("ack", "notice", "error", client_id=client_id)

    async def asked(self, room, body, **more):
        return await self.answer(await self.post(room, body, **more))

    async def hear(self, *types, **fields):
        """The next event of one of these types with these fields; others wait in `heard`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                for event in self.heard:
                    if event["type"] in types and fields.items() <= event.items():
                        self.heard.remove(event)
                        return event
                await self.listen()

    async def hears_nothing(self, *types, **fields):
        """Whether nothing (of these types, with these fields) comes for a while."""
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                while True:
                    await self.listen()
        except TimeoutError:
            pass
        return not [
            event
            for event in self.heard
            if (not types or event["type"] in types) and fields.items() <= event.items()
        ]

    async def closed(self):
        """The code with which the server closes this socket."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                output = await self.socket.receive_output(timeout=PATIENCE_SECONDS)
                if output["type"] == "websocket.close":
                    return output.get("code", 1000)
                self._take(output)

    async def leave(self):
        await self.socket.disconnect()

    async def listen(self):
        """Take in what comes next, whatever it is."""
        output = await self.socket.output_queue.get()
        if output["type"] == "websocket.close":
            raise ConnectionError(f"closed with {output.get('code')}")
        self._take(output)

    def _taken_by(self, take):
        self.take = take

    def _arrive(self, text):
        message = {"type": "websocket.receive", "text": text}
        if self.take and self.socket.input_queue.empty():
            message = self.take(text)
        if message is not None:
            self.socket.input_queue.put_nowait(message)

    def _take(self, output):
        events = [json.loads(line) for line in output["text"].split("\n")]
        self.heard += events
        self.in_order += events


def stalled(connection):
    """Have this connection's socket take nothing until the event is set that this returns."""
    takes_again, transmit = asyncio.Event(), connection.outbox._send

    async def slowly(text):
        await takes_again.wait()
        await transmit(text)

    connection.outbox._send = slowly
    return takes_again
