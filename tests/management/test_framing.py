"""Texts that are pushed into sockets and taken out of them, by a uvicorn of the test's own."""

import asyncio
import socket

import websockets
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rooms import limits

from ..wire.raw import BINARY, CLOSE, CONTINUED, PING, TEXT, Raw, frame
from .uvicorns import serving

LONG = "long " * 20_000
PATIENCE_SECONDS = 20


class App:
    """Takes sockets, and keeps what each was opened with."""

    def __init__(self):
        self.opened = asyncio.Queue()

    async def __call__(self, scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        push = scope["extensions"]["chat.wire"]["push"]
        before = push("too early")
        await send({"type": "websocket.accept"})
        self.opened.put_nowait((push, send, before))
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.after = push("too late")


async def test_what_is_pushed_arrives_as_it_is():
    app = App()
    texts = ["one", "one", "dva \u0434\u0432\u0430", "\U0001f600" * 300, LONG, ""]
    async with serving(app) as port, websockets.connect(f"ws://127.0.0.1:{port}/") as first:
        push, send, before = await app.opened.get()
        async with websockets.connect(f"ws://127.0.0.1:{port}/") as second:
            other, _, _ = await app.opened.get()
            for text in texts:
                assert push(text)
                assert other(text)
            await send({"type": "websocket.send", "text": "and sent"})

            assert not before
            assert [await first.recv() for _ in range(len(texts) + 1)] == [*texts, "and sent"]
            assert [await second.recv() for _ in texts] == texts


async def test_nothing_is_pushed_into_what_is_slow_or_gone():
    app = App()
    async with serving(app) as port:
        async with websockets.connect(f"ws://127.0.0.1:{port}/", max_queue=1) as slow:
            push, send, _ = await app.opened.get()
            pushed = 0
            while push(f"{pushed} {LONG}"):
                pushed += 1
                assert pushed < 1_000
            sent = asyncio.create_task(send({"type": "websocket.send", "text": "the last"}))

            async with asyncio.timeout(PATIENCE_SECONDS):
                for number in range(pushed):
                    assert (await slow.recv()).startswith(f"{number} ")
                assert await slow.recv() == "the last"
                await sent
            assert push("again")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not hasattr(app, "after"):
                await asyncio.sleep(0.01)
        assert not app.after


class Taker:
    """Takes texts where they come, but for those that it is asked to leave; and keeps, in their
    order, what it was given, and by which way.
    """

    def __init__(self, leaves=()):
        self.leaves = leaves
        self.texts, self.ways, self.is_over = [], [], asyncio.Event()

    async def __call__(self, scope, receive, send):
        scope["extensions"]["chat.wire"]["taken_by"](self.take)
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            else:
                self.keep(message.get("text", message.get("bytes")), "long")
        self.is_over.set()

    def take(self, text):
        if text in self.leaves:
            return {"type": "websocket.receive", "text": text}
        self.keep(text, "short")
        return None

    def keep(self, text, way):
        self.texts.append(text)
        self.ways.append(way)


async def taken(pieces, leaves=()):
    """The Taker of a socket into which these bytes are sent, one piece after the other."""
    app = Taker(leaves)
    async with serving(app) as port:
        raw = Raw(f"http://127.0.0.1:{port}", "")
        raw.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await raw.open()
        for piece in pieces:
            await raw.send(piece)
            # So that it comes by itself.
            await asyncio.sleep(0.001)
        await raw.send(frame(CLOSE, b"\x03\xe8"))
        await raw.closed()
        raw.hang_up()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await app.is_over.wait()
    return app


def in_pieces(words):
    """A text in frames of its own words, with a ping between them."""
    first, *others = [word.encode() for word in words]
    yield frame(TEXT, first, fin=not others)
    for count, word in enumerate(others, 1):
        yield frame(PING, b"?") + frame(CONTINUED, word, fin=count == len(others))


LENGTHS = st.sampled_from([0, 1, 2, 125, 126, 127, 4_000])
WORDS = st.one_of(st.text(max_size=8), LENGTHS.map("x".__mul__), LENGTHS.map("\u20ac".__mul__))
SAID = st.lists(st.one_of(WORDS, st.lists(WORDS, min_size=2, max_size=3)), max_size=20)


@settings(max_examples=60, deadline=None)
@given(said=SAID, cuts=st.lists(st.integers(0, 30_000), max_size=6), leaves=st.sets(WORDS))
@example(said=["one"] * 40, cuts=[], leaves=set())
@example(said=["one", "two"] * 3, cuts=[1, 2, 7, 8, 9, 10, 11, 12], leaves={"two"})
def test_however_texts_come_each_is_there_once_and_in_order(said, cuts, leaves):
    """By the short way or by the long one, in one piece or in many."""
    data, texts = b"", []
    for one in said:
        words = [one] if isinstance(one, str) else one
        data += b"".join(in_pieces(words))
        texts.append("".join(words))
    cuts = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    pieces = [data[begin:end] for begin, end in zip(cuts, cuts[1:], strict=False)]

    app = asyncio.run(taken(pieces, leaves))

    assert app.texts == texts


async def test_whole_texts_take_the_short_way():
    """As long as uvicorn and websockets are what they are, and are not too many at once."""
    one_by_one = await taken([frame(TEXT, f"{n}".encode() * 90) for n in range(5)])
    pieces = [frame(TEXT, b"pie", fin=False), frame(CONTINUED, b"ces"), frame(BINARY, b"\0")]
    later = [frame(TEXT, b"later")] * 20
    mixed = await taken([frame(TEXT, b"first"), *pieces, *later])
    many = await taken([b"".join(frame(TEXT, f"{n}".encode()) for n in range(30))])

    assert one_by_one.ways == ["short"] * 5
    assert mixed.ways[:3] == ["short", "long", "long"]
    assert "short" in mixed.ways[3:]
    assert many.ways == ["short"] * limits.TEXTS_AT_ONCE + ["long"] * (30 - limits.TEXTS_AT_ONCE)


async def test_a_text_that_is_none_ends_its_socket():
    app = Taker()
    async with serving(app) as port:
        raw = Raw(f"http://127.0.0.1:{port}", "")
        await raw.open()
        await raw.send(frame(TEXT, b"one") + frame(TEXT, b"\xf0\x9f") + frame(TEXT, b"two"))
        assert await raw.closed() == 1007
        raw.hang_up()
    assert app.texts == ["one"]
