"""Many who knock at once: one after the other enters, with room for others between them."""

import asyncio
from functools import partial

import pytest

from rooms.management.knocking import Turnstile


def entering(*people):
    """In which order all of these are called who come at once; "other" is what else was done."""

    async def come():
        turnstile, loop, entered = Turnstile(), asyncio.get_running_loop(), []
        loop.set_exception_handler(lambda *_: entered.append("stumbled"))
        for person in people:
            turnstile.let_in(loop, partial(person, entered))
        async with asyncio.timeout(10):
            while entered[-1] != "last":
                await asyncio.sleep(0)
                if entered[-1] not in ("other", "last"):
                    entered.append("other")
        return entered

    return asyncio.run(come())


def named(name):
    return lambda entered: entered.append(name)


def stumbling(entered):
    raise ValueError()


@pytest.mark.alike
def test_those_who_come_at_once_enter_one_by_one_with_room_for_others():
    entered = entering(named("one"), named("two"), named("last"))

    assert entered == ["one", "other", "two", "other", "last"]


@pytest.mark.alike
def test_who_stumbles_holds_up_nobody():
    entered = entering(named("one"), stumbling, named("last"))

    assert entered == ["one", "other", "stumbled", "other", "last"]


@pytest.mark.alike
def test_who_comes_alone_enters_at_once():
    async def come():
        entered = []
        Turnstile().let_in(asyncio.get_running_loop(), partial(entered.append, "alone"))
        return entered

    assert asyncio.run(come()) == ["alone"]
