"""A database that fails now and then: for the server, and never for the test that looks."""

import asyncio
import random
from contextlib import contextmanager

from django.db import OperationalError

from rooms.live import database, writer


@contextmanager
def faulty(monkeypatch, seed, share=0.3):
    """Meanwhile this share fails of what anybody but the running task asks, and of the batches of
    lines: half of it before it is done, half when it was done, as where a connection breaks.
    """
    chance, test = random.Random(seed), asyncio.current_task()
    done, tried = database._done, writer._tried_twice

    async def done_or_not(*asked):
        fate = 1 if asyncio.current_task() is test else chance.random()
        fail(fate < share / 2)
        answer = await done(*asked)
        fail(fate < share)
        return answer

    def kept_or_not(lines):
        fate = chance.random()
        fail(fate < share / 2)
        outcomes = tried(lines)
        fail(fate < share)
        return outcomes

    def fail(is_due):
        if is_due:
            raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(database, "_done", done_or_not)
        patched.setattr(writer, "_tried_twice", kept_or_not)
        yield
