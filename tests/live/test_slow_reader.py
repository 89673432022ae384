"""Who takes slowly what they are sent."""

import asyncio
import uuid

from django.db import OperationalError

from rooms import limits
from rooms.actions import messages
from rooms.live import database, process
from rooms.wire import log

from ..conftest import crossing
from ..line import stalled


@crossing
async def test_a_slow_reader_misses_nothing_and_delays_nobody(connect, ada, bob, lobby):
    slow, quick = await connect(ada), await connect(bob)
    server = await process.start()
    [connection] = [c for c in server.access.everyone() if c.user == ada]
    takes_again = stalled(connection)
    count = await _said_much(bob, lobby)

    for seq in range(1, count + 1):
        assert (await quick.hear("message.posted"))["seq"] == seq
    assert connection.outbox._bytes <= limits.OUTBOX_BYTES + limits.JOINED_BYTES
    assert not connection.follows[lobby.pk].live
    takes_again.set()

    for seq in range(1, count + 1):
        assert (await slow.hear("message.posted"))["seq"] == seq
    assert await slow.hears_nothing("message.posted")


async def _said_much(author, room):
    """Say far more than an outbox holds, and a feed's ring. Returns how many lines."""
    count = limits.OUTBOX_ENTRIES * 3
    for start in range(0, count, 64):
        batch = range(start, start + 64)
        bodies = [f"line {n} " + "x" * 500 for n in batch]
        lines = [messages.Line(room.pk, author, uuid.uuid4(), body) for body in bodies]
        for posted in await database.write(messages.post_all, lines):
            messages.tell(posted)
            await asyncio.sleep(0)
    return count


@crossing
async def test_a_slow_reader_misses_nothing_where_the_database_fails(
    connect, ada, bob, lobby, monkeypatch
):
    slow = await connect(ada)
    [connection] = (await process.start()).access.everyone()
    takes_again = stalled(connection)
    count = await _said_much(bob, lobby)
    while connection.follows[lobby.pk].feed.head < count:
        await asyncio.sleep(0.01)
    faults, between = [OperationalError()] * 2, log.between

    def read(*asked):
        if faults:
            raise faults.pop()
        return between(*asked)

    monkeypatch.setattr(log, "between", read)
    takes_again.set()

    for seq in range(1, count + 1):
        assert (await slow.hear("message.posted"))["seq"] == seq
    assert not faults


@crossing
async def test_who_takes_no_answers_is_given_no_more(connect, ada, bob, lobby):
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), "\U0001f600" * 4000) for _ in range(20)]
    await database.write(messages.post_all, lines)
    line = await connect(ada)
    server = await process.start()
    [connection] = server.access.everyone()
    takes_again = stalled(connection)
    for number in range(30):
        await line.say("room.history", id=str(number), room=lobby.pk, limit=20)
    await asyncio.sleep(0.5)

    assert connection.outbox._bytes < (limits.UNFINISHED_REQUESTS + 2) * limits.PAGE_BYTES
    takes_again.set()
    for number in range(30):
        await line.hear("room.page", id=str(number))
