"""Who comes in, with whatever else their browser carries, and while things change."""

import asyncio
import threading
import time
import uuid

import pytest
from django.conf import settings

from rooms import limits
from rooms.actions import groups, messages
from rooms.live import database, process, view
from rooms.wire import history

from ..conftest import crossing
from ..line import Line


@crossing
async def test_cookies_of_others_beside_ours_are_in_nobodys_way(signed_in, ada, lobby):
    key = await database.write(signed_in, ada)
    ours = f"{settings.SESSION_COOKIE_NAME}={key}"
    for other in ('x={"a":1}', "foo[]=1", "bare", "a=b c", "a@b=1", "name=żółw", ""):
        line = Line(cookies=f"{other}; {ours}")
        await line.open()
        assert await line.hello(), other
        await line.leave()


@crossing
async def test_who_brings_neither_page_nor_session_hears_that_they_have_to_sign_in(signed_in, ada):
    key = await database.write(signed_in, ada)

    stranger = Line(origin=None)
    assert await stranger.open()
    assert await stranger.closed() == 4401
    assert not await Line(key, origin=None).open()
    assert not await Line(origin="http://evil.example").open()


@crossing
async def test_what_is_said_in_time_is_answered_however_long_that_takes(
    connect, ada, lobby, monkeypatch
):
    monkeypatch.setattr(limits, "HELLO_SECONDS", 0.1)
    view_of = view.of

    def slow(user):
        time.sleep(0.4)
        return view_of(user)

    monkeypatch.setattr(view, "of", slow)

    line = await connect(ada)

    assert line.welcome["rooms"]


@crossing
async def test_a_group_joined_while_another_tab_comes_in_is_heard_there(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, bob, "Chess")
    await database.write(messages.post, bob, lobby, "Hello", uuid.uuid4())
    first = await connect(ada)
    sync, come, gone_on = history.sync, threading.Event(), threading.Event()

    def waits(*args, **more):
        come.set()
        gone_on.wait(10)
        return sync(*args, **more)

    monkeypatch.setattr(history, "sync", waits)
    [shown] = first.welcome["rooms"]
    resume = {str(lobby.pk): {"epoch": shown["epoch"], "after": 0}}
    coming = asyncio.create_task(connect(ada, resume=resume))
    await asyncio.to_thread(come.wait, 10)
    await database.write(groups.join, ada, room)
    await first.hear("room.added")
    gone_on.set()
    second = await coming

    assert (await second.hear("room.added"))["room"]["id"] == room.pk
    assert (await second.hear("member.joined"))["room"] == room.pk


@crossing
async def test_all_that_was_missed_stands_before_what_comes(connect, ada, bob, lobby, monkeypatch):
    room = await database.write(groups.create, bob, "Chess")
    await database.write(groups.join, ada, room)
    await database.write(messages.post, bob, lobby, "Hello", uuid.uuid4())
    first = await connect(ada)
    await first.leave()
    epochs = {shown["id"]: shown["epoch"] for shown in first.welcome["rooms"]}
    sync = history.sync

    def meanwhile(*args, **more):
        told = sync(*args, **more)
        messages.post(bob, lobby, "meanwhile", uuid.uuid4())
        return told

    monkeypatch.setattr(history, "sync", meanwhile)
    held = {str(pk): {"epoch": epoch, "after": 0} for pk, epoch in epochs.items()}
    line = await connect(ada, hello=False)
    await line.say("hello", v=1, resume=held)

    order = [(await line.hear("welcome", "room.sync", "message.posted"))["type"] for _ in range(5)]
    assert order == ["welcome", "room.sync", "room.sync", "message.posted", "message.posted"]


@crossing
async def test_a_site_that_is_encrypted_has_no_other_self(signed_in, ada, settings):
    settings.ALLOWED_HOSTS = ["chat.example.org", "other.example.org"]
    settings.SOCKET_ORIGINS = ["https://chat.example.org"]
    key = await database.write(signed_in, ada)
    opens = {}
    for name in ("chat", "other"):
        for scheme in ("http", "https"):
            origin, host = f"{scheme}://{name}.example.org", f"{name}.example.org"
            opens[origin] = await Line(key, origin=origin, host=host).open()

    assert [origin for origin, is_open in opens.items() if is_open] == [
        "https://chat.example.org",
        "http://other.example.org",
    ]


@pytest.fixture
def busy(monkeypatch):
    """A server that lets in one at a time, and stays with the first until it may go on."""
    monkeypatch.setattr(limits, "HELLOS_AT_ONCE", 1)
    monkeypatch.setattr(limits, "WAITING_SECONDS", 0)
    monkeypatch.setattr(limits, "COMFORT_SECONDS", 0.05)
    view_of, come, gone_on = view.of, threading.Event(), threading.Event()

    def waits(user):
        come.set()
        gone_on.wait(10)
        return view_of(user)

    async def first_of(line):
        await line.say("hello", v=1)
        await asyncio.to_thread(come.wait, 10)
        return gone_on

    monkeypatch.setattr(view, "of", waits)
    yield first_of
    gone_on.set()


@crossing
async def test_who_waits_to_be_let_in_hears_that_they_are_not_forgotten(
    connect, busy, ada, bob, lobby
):
    first, second = await connect(ada, hello=False), await connect(bob, hello=False)
    go_on = await busy(first)
    await second.say("hello", v=1)

    for line in (first, second) * 2:
        assert (await line.hear("heartbeat"))["heads"] == {}
    go_on.set()
    for line in (first, second):
        await line.hear("welcome")


@crossing
async def test_nobody_waits_for_who_is_gone(connect, busy, ada, bob, lobby):
    first, second = await connect(ada, hello=False), await connect(bob, hello=False)
    go_on = await busy(first)
    await second.say("hello", v=1)
    server = await process.start()
    async with asyncio.timeout(10):
        while bob.pk not in server.access.connections:
            await asyncio.sleep(0.01)
    [waiting] = server.access.connections[bob.pk]

    async def gone(text):
        raise ConnectionError

    waiting.outbox._send = gone
    async with asyncio.timeout(10):
        while bob.pk in server.access.connections:
            await asyncio.sleep(0.01)
    go_on.set()
    await first.hear("welcome")
