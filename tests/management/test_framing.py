"""Texts that are pushed into sockets, by a uvicorn of the test's own."""

import asyncio
from contextlib import asynccontextmanager

import uvicorn
import websockets

from rooms.management import server
from rooms.management.framing import Framing

LONG = "long " * 20_000
PATIENCE_SECONDS = 20


class App:
    """Takes sockets, and keeps what each was opened with."""

    def __init__(self):
        self.opened = asyncio.Queue()

    async def __call__(self, scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        push = scope["extensions"]["chat.push"]["push"]
        before = push("too early")
        await send({"type": "websocket.accept"})
        self.opened.put_nowait((push, send, before))
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.after = push("too late")


@asynccontextmanager
async def serving(app):
    """Its port."""
    listener = server.listen("127.0.0.1", 0)
    config = uvicorn.Config(app, ws=Framing, lifespan="off", log_config=None)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running._serve([listener]))
    while not running.started:
        await asyncio.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        running.should_exit = True
        await task


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
