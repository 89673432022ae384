import asyncio

from chatsite.gate import READ_AHEAD_BYTES, Gate

HEAD = {"type": "http.response.start", "status": 200, "headers": []}


def said(*bodies):
    """What a client sends, as an ASGI server tells it; after that it stays silent."""
    waiting = [
        {"type": "http.request", "body": body, "more_body": index + 1 < len(bodies)}
        for index, body in enumerate(bodies)
    ]

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    return receive


class Pages:
    """An application that works until it is let go, and counts how many do at once."""

    def __init__(self, body=b"page"):
        self.body = body
        self.inside = self.most = 0
        self.go = asyncio.Event()
        self.got = []

    async def __call__(self, scope, receive, send):
        self.inside += 1
        self.most = max(self.most, self.inside)
        more = True
        while more:
            message = await receive()
            self.got.append(message["body"])
            more = message["more_body"]
        await self.go.wait()
        await send(HEAD)
        await send({"type": "http.response.body", "body": self.body})
        self.inside -= 1


async def taken(message):
    """A client that takes what it is given."""


async def never(message):
    """A client that takes nothing."""
    await asyncio.Event().wait()


async def test_only_so_many_are_in_at_a_time_and_all_get_their_turn():
    pages = Pages()
    gate = Gate(pages, 2)
    visits = [asyncio.create_task(gate({}, said(b""), taken)) for _ in range(10)]
    await asyncio.sleep(0.01)
    assert pages.inside == 2

    pages.go.set()
    await asyncio.gather(*visits)
    assert (pages.inside, pages.most) == (0, 2)


async def test_who_never_finishes_asking_keeps_nobody_out():
    pages = Pages()
    pages.go.set()
    gate = Gate(pages, 1)
    slow = asyncio.create_task(gate({}, said(), taken))
    await gate({}, said(b"a", b"b"), taken)
    assert pages.got == [b"a", b"b"]
    slow.cancel()


async def test_who_never_takes_the_answer_keeps_nobody_out():
    pages = Pages()
    pages.go.set()
    gate = Gate(pages, 1)
    slow = asyncio.create_task(gate({}, said(b""), never))
    await asyncio.sleep(0.01)
    await gate({}, said(b""), taken)
    assert not slow.done()
    slow.cancel()


async def test_what_is_large_passes_through_whole():
    large = b"x" * (READ_AHEAD_BYTES + 1)
    pages, answered = Pages(large), []
    pages.go.set()

    async def send(message):
        answered.append(message)

    await Gate(pages, 1)({}, said(large, b"end"), send)
    assert pages.got == [large, b"end"]
    assert answered == [HEAD, {"type": "http.response.body", "body": large}]
