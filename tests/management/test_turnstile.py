"""Many who come at once: one after the other enters, with room for others between them."""

import asyncio
from functools import partial

import pytest

from rooms import limits
from rooms.management.turnstile import Turnstile


def entering(*people):
    """In which order all of these, (session, name), enter who come at once; "other" is what else
    was done. Who has no name stumbles.
    """

    async def come():
        turnstile, loop, entered = Turnstile(), asyncio.get_running_loop(), []
        loop.set_exception_handler(lambda *_: entered.append("stumbled"))
        for session, name in people:
            turnstile.let_in(loop, session, partial(_enter, entered, name))
        async with asyncio.timeout(10):
            while len(entered) - entered.count("other") < len(people):
                await asyncio.sleep(0)
                if entered[-1:] != ["other"]:
                    entered.append("other")
        return entered

    return asyncio.run(come())


def _enter(entered, name):
    if not name:
        raise ValueError()
    entered.append(name)


@pytest.mark.alike
def test_those_who_come_at_once_enter_one_by_one_with_room_for_others():
    entered = entering(("ada", "one"), ("bob", "two"), ("eve", "three"))

    assert entered == ["one", "other", "two", "other", "three", "other"]


@pytest.mark.alike
def test_who_stumbles_holds_up_nobody():
    entered = entering(("ada", "one"), ("bob", None), ("bob", "two"), ("eve", "three"))

    assert [name for name in entered if name != "other"] == ["one", "stumbled", "three", "two"]


@pytest.mark.alike
def test_others_go_before_those_of_a_session_that_brings_many():
    many = [("flood", name) for name in ("first", "second", "third")]

    entered = entering(*many, ("ada", "ada"), ("bob", "bob"))

    assert [name for name in entered if name != "other"] == [
        "first",
        "ada",
        "bob",
        "second",
        "third",
    ]


@pytest.mark.alike
def test_who_comes_alone_enters_at_once():
    async def come():
        entered, came = [], partial(Turnstile().let_in, asyncio.get_running_loop(), "ada")
        came(partial(entered.append, "one"))
        await asyncio.sleep(2 * limits.SESSION_TURNSTILE_SECONDS)
        came(partial(entered.append, "another"))
        return entered

    assert asyncio.run(come()) == ["one", "another"]
