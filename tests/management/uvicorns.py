"""A uvicorn of the test's own, in its loop, with the chat's way of texts."""

import asyncio
from contextlib import asynccontextmanager

import uvicorn

from rooms.management import server
from rooms.management.framing import Framing


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
