"""The way in for pages: only so many at a time, so that a rush opens no hundred connections."""

import asyncio

READ_AHEAD_BYTES = 1024 * 1024


class Gate:
    """Lets `places` requests at a time into an ASGI application; the others wait.

    A request goes in when its body is there, and its place is free again before its answer is
    sent (both up to READ_AHEAD_BYTES): slow clients keep nobody out.
    """

    def __init__(self, application, places):
        self._application = application
        self._places = asyncio.Semaphore(places)

    async def __call__(self, scope, receive, send):
        body = await _read_ahead(receive)
        answer = Answer(send)
        async with self._places:
            await self._application(scope, _after(body, receive), answer.send)
        await answer.leave()


class Answer:
    """Keeps what is said until it may leave; from READ_AHEAD_BYTES on it leaves at once."""

    def __init__(self, send):
        self._send = send
        self._kept = []
        self._size = 0

    async def send(self, message):
        self._kept.append(message)
        self._size += len(message.get("body", b""))
        if self._size > READ_AHEAD_BYTES:
            await self.leave()

    async def leave(self):
        kept, self._kept = self._kept, []
        for message in kept:
            await self._send(message)


async def _read_ahead(receive):
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= READ_AHEAD_BYTES:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    return messages


def _after(messages, receive):
    waiting = iter(messages)

    async def next_message():
        for message in waiting:
            return message
        return await receive()

    return next_message
