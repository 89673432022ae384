"""Coroutines that are begun by hand, and go on in a task where they wait."""

import asyncio

import pytest

from rooms.live import steps


async def test_what_need_not_wait_is_done_at_once():
    done = []

    async def work():
        done.append("all")

    assert steps.begin(work()) is None
    assert done == ["all"]


async def test_what_waits_goes_on_where_it_is_awaited():
    first, second, done = asyncio.Event(), asyncio.Event(), []

    async def work():
        for event in (first, second):
            await event.wait()
            done.append(event)
        return "the end"

    rest = steps.begin(work())
    # It may have come before anybody waits for the rest.
    first.set()
    await asyncio.sleep(0)
    going_on = asyncio.ensure_future(rest)
    await asyncio.sleep(0.01)
    assert done == [first]
    second.set()

    assert await going_on == "the end"


async def test_what_fails_fails_where_it_is():
    async def work(wait):
        if wait:
            await asyncio.sleep(0.001)
        raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        steps.begin(work(False))
    rest = steps.begin(work(True))
    with pytest.raises(ValueError, match="of its own"):
        await rest


async def test_what_waits_can_be_cancelled():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    going_on = asyncio.ensure_future(steps.begin(work()))
    await asyncio.sleep(0.001)
    going_on.cancel()

    with pytest.raises(asyncio.CancelledError):
        await going_on
    assert ended
