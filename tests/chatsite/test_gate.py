import asyncio

import pytest

from chatsite.gate import Gate
from rooms import limits

HEAD = {"type": "http.response.start", "status": 200, "headers": []}
GONE = {"type": "http.disconnect"}
FORM = {"type": "http", "headers": []}


def said(*bodies, then=None):
    """What a client sends, as an ASGI server tells it; after that it stays silent."""
    waiting = [
        {"type": "http.request", "body": body, "more_body": then or index + 1 < len(bodies)}
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


class Taken(list):
    """A client that takes what it is given, and keeps it."""

    async def __call__(self, message):
        self.append(message)

    @property
    def status(self):
        return self[0]["status"]

    @property
    def words(self):
        return self[1]["body"].decode()


async def never(message):
    """A client that takes nothing."""
    await asyncio.Event().wait()


async def test_only_so_many_are_in_at_a_time_and_all_get_their_turn():
    pages = Pages()
    gate = Gate(pages, 2)
    visits = [asyncio.create_task(gate(FORM, said(b""), Taken())) for _ in range(10)]
    await asyncio.sleep(0.01)
    assert pages.inside == 2

    pages.go.set()
    await asyncio.gather(*visits)
    assert (pages.inside, pages.most) == (0, 2)


async def test_who_never_finishes_asking_keeps_nobody_out():
    pages = Pages()
    pages.go.set()
    gate = Gate(pages, 1)
    large = b"x" * (limits.FORM_BYTES - 1)
    slow = asyncio.create_task(gate(FORM, said(large, then="more"), Taken()))
    await asyncio.sleep(0.01)
    await gate(FORM, said(b"a", b"b"), Taken())
    assert pages.got == [b"ab"]
    slow.cancel()


@pytest.mark.parametrize("size", [10, limits.FORM_BYTES])
async def test_who_never_finishes_asking_is_told_that_it_took_too_long(monkeypatch, size):
    monkeypatch.setattr(limits, "FORM_SECONDS", 0.05)
    pages, answer = Pages(), Taken()
    await Gate(pages, 1)(FORM, said(b"x" * size, then="more"), answer)
    assert answer.status == 408
    assert "send it again" in answer.words
    assert pages.most == 0


async def test_who_takes_the_answer_slowly_keeps_nobody_out():
    pages = Pages(b"x" * 3 * 1024 * 1024)
    pages.go.set()
    gate = Gate(pages, 1)
    slow = asyncio.create_task(gate(FORM, said(b""), never))
    await asyncio.sleep(0.01)
    await gate(FORM, said(b""), Taken())
    assert not slow.done()
    slow.cancel()


async def test_a_form_of_the_largest_size_and_a_large_answer_pass_whole():
    form, page = b"x" * (limits.FORM_BYTES - 3), b"y" * 3 * 1024 * 1024
    pages, answer = Pages(page), Taken()
    pages.go.set()

    await Gate(pages, 1)(FORM, said(form, b"end"), answer)
    assert pages.got == [form + b"end"]
    assert answer == [HEAD, {"type": "http.response.body", "body": page}]


async def test_who_announces_too_much_is_refused_before_it_is_sent():
    pages, answer = Pages(), Taken()
    size = str(limits.FORM_BYTES + 1).encode()
    await Gate(pages, 1)(FORM | {"headers": [(b"content-length", size)]}, said(), answer)
    assert answer.status == 413
    assert answer.words == "The chat takes forms of up to 64 KiB, and this is more."
    assert pages.most == 0


async def test_who_sends_too_much_unannounced_is_refused_as_soon_as_it_is():
    pages, answer = Pages(), Taken()
    half = b"x" * (limits.FORM_BYTES // 2 + 1)
    await Gate(pages, 1)(FORM, said(half, half, then="more"), answer)
    assert answer.status == 413
    assert pages.most == 0


async def test_who_leaves_in_the_middle_of_asking_never_comes_in():
    pages, answer = Pages(), Taken()
    told = [{"type": "http.request", "body": b"a", "more_body": True}, GONE]

    async def receive():
        return told.pop(0)

    await Gate(pages, 1)(FORM, receive, answer)
    assert (pages.most, answer) == (0, [])
