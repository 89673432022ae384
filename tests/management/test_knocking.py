"""Many who knock at once: one after the other enters, with room for others between them."""

import asyncio
import time
from functools import partial

import pytest

from rooms import limits
from rooms.management.knocking import Door


@pytest.mark.alike
def test_those_who_come_at_once_enter_one_by_one():
    entered = asyncio.run(_entered(count=5))

    numbers, moments = zip(*entered, strict=True)
    assert numbers == (0, 1, 2, 3, 4)
    gaps = [after - before for before, after in zip(moments, moments[1:], strict=False)]
    assert min(gaps) > limits.DOOR_SECONDS / 2


@pytest.mark.alike
def test_who_comes_alone_enters_at_once_and_who_stumbles_holds_up_nobody():
    async def come():
        door, loop, entered = Door(), asyncio.get_running_loop(), []
        loop.set_exception_handler(lambda *_: entered.append("stumbled"))
        door.let_in(loop, partial(entered.append, 1))
        assert entered == [1]
        door.let_in(loop, lambda: 1 / 0)
        door.let_in(loop, partial(entered.append, 2))
        await asyncio.sleep(10 * limits.DOOR_SECONDS)
        door.let_in(loop, partial(entered.append, 3))
        return entered

    assert asyncio.run(come()) == [1, "stumbled", 2, 3]


async def _entered(count):
    door, loop, entered = Door(), asyncio.get_running_loop(), []
    for number in range(count):
        door.let_in(loop, lambda number=number: entered.append((number, time.monotonic())))
    assert len(entered) == 1
    while len(entered) < count:
        await asyncio.sleep(limits.DOOR_SECONDS)
    return entered
