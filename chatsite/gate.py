"""The way in for pages: only so many at a time, so that a rush opens no hundred connections."""

import asyncio

from rooms import limits

TOO_LARGE = f"The chat takes forms of up to {limits.FORM_BYTES // 1024} KiB, and this is more."
TOO_SLOW = "The rest of this form did not come in time. Please send it again."


class Gate:
    """Lets `places` requests at a time into an ASGI application; the others wait.

    A request goes in when all of it is there, and its place is free again before its answer is
    sent: slow clients keep nobody out. Forms that are on their way are not counted, for one is
    no larger than what the server itself keeps of any open connection.
    """

    def __init__(self, application, places):
        self._application = application
        self._places = asyncio.Semaphore(places)

    async def __call__(self, scope, receive, send):
        try:
            async with asyncio.timeout(limits.FORM_SECONDS):
                body = await _whole(scope, receive)
        except TooLarge:
            return await _refuse(send, 413, TOO_LARGE)
        except TimeoutError:
            return await _refuse(send, 408, TOO_SLOW)
        if body is None:
            return None
        answer = []

        async def keep(message):
            answer.append(message)

        async with self._places:
            await self._application(scope, _after(body, receive), keep)
        for message in answer:
            await send(message)


class TooLarge(Exception):
    """More comes than any form of ours needs."""


async def _whole(scope, receive):
    """The body of a request; None when the client leaves before its end."""
    if int(dict(scope["headers"]).get(b"content-length", 0)) > limits.FORM_BYTES:
        raise TooLarge
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limits.FORM_BYTES:
            raise TooLarge
        more = message.get("more_body")
    return bytes(body)


async def _refuse(send, status, words):
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind]})
    await send({"type": "http.response.body", "body": words.encode()})


def _after(body, receive):
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message():
        return waiting.pop() if waiting else await receive()

    return next_message
