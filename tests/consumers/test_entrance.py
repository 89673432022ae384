"""Of one session no more sockets are let in than anybody needs."""

import asyncio
import time

from rooms import limits
from rooms.consumers import hello
from rooms.live import database, process
from rooms.live.buckets import Buckets

from ..conftest import crossing
from ..line import Line


@crossing
async def test_who_comes_again_and_again_waits_for_their_turn(signed_in, ada, bob, lobby):
    """Else a flood that was closed would begin anew at once, at everybody's expense."""
    server = await process.start()
    server.entrance._turns = Buckets(buckets={"socket": (1, 3)})
    again, other = [await database.write(signed_in, one) for one in (ada, bob)]

    async def comes(key):
        line = Line(key)
        await line.open()
        await line.hello()

    began = time.monotonic()
    for _ in range(3):
        await comes(again)
    late = asyncio.create_task(comes(again))
    await comes(other)
    assert not late.done()
    await late
    assert time.monotonic() - began > 1


@crossing
async def test_who_was_closed_for_a_flood_is_not_let_in_for_a_while(
    connect, signed_in, ada, bob, lobby, settings, monkeypatch
):
    settings.RATE_LIMITS = True
    monkeypatch.setattr(limits, "BARRED_SECONDS", 1)
    flooding, other = [await database.write(signed_in, one) for one in (ada, bob)]
    line = Line(flooding)
    await line.open()
    await line.hello()
    for count in range(400):
        await line.post(lobby, f"line {count}")
    bye = await line.hear("bye")
    assert (bye["code"], bye["reconnect"]) == (4429, True)
    assert bye["after_ms"] >= 1_000
    assert await line.closed() == 4429
    began = time.monotonic()

    again = Line(flooding)
    await again.open()
    coming = asyncio.create_task(again.hello())
    neighbour = Line(other)
    await neighbour.open()
    await neighbour.hello()
    assert not coming.done()
    assert await coming
    assert time.monotonic() - began > 0.5


@crossing
async def test_of_one_session_no_more_wait_than_may_be_in(signed_in, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "SOCKETS_PER_USER", 2)
    monkeypatch.setattr(limits, "WAITING_SOCKETS", 3)
    monkeypatch.setattr(limits, "IN_VAIN_SECONDS", 0.5)
    server = await process.start()
    server.entrance._turns = Buckets(buckets={"socket": (1 / 60, 1)})
    key = await database.write(signed_in, ada)
    first, *waiting, in_vain, beyond = [Line(key) for _ in range(5)]
    for line in (first, *waiting, in_vain, beyond):
        await line.open()
    await first.hello()

    assert (await beyond.hear("bye"))["code"] == 1013
    assert await beyond.closed() == 1013
    # Whoever is refused comes again at once if they want to do harm.
    assert server.entrance._waiting.total() == 3
    assert (await in_vain.hear("bye"))["code"] == 1013
    assert await in_vain.closed() == 1013
    assert server.entrance._waiting.total() == 2


@crossing
async def test_who_waited_in_vain_is_not_sent_back_together_with_all_others(monkeypatch):
    monkeypatch.setattr(limits, "SOCKETS_PER_USER", 0)
    monkeypatch.setattr(limits, "IN_VAIN_SECONDS", 0.2)
    entrance, away = (await process.start()).entrance, []

    async def wait():
        assert not await entrance.turn("a session")
        away.append(time.monotonic())

    await asyncio.gather(*[wait() for _ in range(16)])
    assert max(away) - min(away) > 0.05


@crossing
async def test_who_waits_while_the_server_ends_is_sent_to_where_it_starts_again(signed_in, ada):
    server = await process.start()
    server.entrance._turns = Buckets(buckets={"socket": (1 / 60, 1)})
    key = await database.write(signed_in, ada)
    first, waiting = Line(key), Line(key)
    await first.open()
    await first.hello()
    await waiting.open()
    began = time.monotonic()

    await process.drain()

    assert (await waiting.hear("bye"))["code"] == 1012
    assert await waiting.closed() == 1012
    assert time.monotonic() - began < 5


@crossing
async def test_of_one_session_one_is_let_in_at_a_time(signed_in, ada, bob, lobby, monkeypatch):
    """Else who brings many has all others wait for all of them."""
    keys = [await database.write(signed_in, one) for one in (ada, ada, bob)]
    snapshot, inside, met = hello._snapshot, [], []

    def slow(copies, user, resume):
        inside.append(user.pk)
        time.sleep(0.2)
        met.append(sorted(inside))
        inside.remove(user.pk)
        return snapshot(copies, user, resume)

    monkeypatch.setattr(hello, "_snapshot", slow)
    lines = [Line(key) for key in [keys[0]] * 3 + keys[1:]]
    for line in lines:
        await line.open()
    await asyncio.gather(*(line.hello() for line in lines))

    assert len(met) == 5
    assert max(map(len, met)) > 1
    # She has two sessions.
    assert all(at_once.count(ada.pk) <= 2 for at_once in met)
