import asyncio
import threading
import time
import uuid

from django.db import OperationalError

from rooms.actions import groups, messages, reading
from rooms.live import database, process, view
from rooms.wire import log, publish

from ..conftest import crossing
from ..held import Held


@crossing
async def test_who_leaves_while_their_rooms_are_read_is_not_let_in_again(
    connect, ada, bob, chess, monkeypatch
):
    """What is told to whom who is in no more would be told once more."""
    his = await connect(bob)
    server = await process.start()
    [connection] = server.access.connections[bob.pk]
    view_of, read = view.of, []

    def slow(user):
        view = view_of(user)
        if not read:
            read.append(view)
            groups.leave(bob, chess)
            while chess.pk in connection.follows:
                time.sleep(0.01)
        return view

    monkeypatch.setattr(view, "of", slow)
    server.access.refresh(bob.pk)

    assert (await his.hear("room.removed"))["room"] == chess.pk
    assert await his.hears_nothing("room.added", "member.joined")
    assert [room.pk for room in read[0].rooms if room.pk == chess.pk]


@crossing
async def test_markers_are_told_later_where_the_database_fails(
    connect, ada, bob, chess, monkeypatch, caplog
):
    line = await connect(bob)
    for body in ("one", "two"):
        await database.write(messages.post, ada, chess, body, uuid.uuid4())
    faults = [OperationalError()] * 2

    def failing(work):
        def done(*asked):
            if faults:
                raise faults.pop()
            return work(*asked)

        return done

    for name in ("marks", "of"):
        monkeypatch.setattr(view, name, failing(getattr(view, name)))
    await database.write(reading.mark, [reading.Mark(bob.pk, chess.pk, 3, False)])

    told = await line.hear("room.marked", room=chess.pk)
    assert (told["read"], told["unread"], faults) == (3, 1, [])
    caplog.clear()


@crossing
async def test_who_asks_for_a_room_they_came_into_is_let_in_first(
    connect, ada, bob, chess, monkeypatch, caplog
):
    """Also where the look at what they may see fails, or another read of theirs is under way."""
    his = await connect(bob)
    await database.write(groups.leave, bob, chess)
    await his.hear("room.removed")
    view_of, fails = view.of, [True]

    def failing(user):
        if fails:
            raise OperationalError
        return view_of(user)

    monkeypatch.setattr(view, "of", failing)
    monkeypatch.setattr(publish, "refresh", lambda user_ids: None)
    await database.write(groups.join, bob, chess)
    for type, fields in (("room.sync", {"after": 0}), ("room.history", {})):
        await his.say(type, room=chess.pk, id=type, **fields)
        error = await his.hear("error", id=type)
        assert (error["code"], error["final"]) == ("unavailable", False)
    fails.clear()

    await his.say("room.history", room=chess.pk, id="again")
    assert (await his.hear("room.page", "room.added"))["type"] == "room.added"
    await his.hear("room.page", id="again")
    caplog.clear()


@crossing
async def test_who_asks_for_it_while_markers_are_counted_is_let_in_first(
    connect, ada, bob, chess, lobby, monkeypatch
):
    for body in ("one", "two"):
        await database.write(messages.post, ada, lobby, body, uuid.uuid4())
    await database.write(reading.begin, bob)
    his = await connect(bob)
    await database.write(groups.leave, bob, chess)
    await his.hear("room.removed")
    counting = Held(monkeypatch, view, "marks")
    await database.write(reading.mark, [reading.Mark(bob.pk, lobby.pk, 0, True)])
    await database.read(counting.begun.wait, 10)
    monkeypatch.setattr(publish, "refresh", lambda user_ids: None)
    await database.write(groups.join, bob, chess)
    await his.say("room.history", room=chess.pk, id="asked")
    await asyncio.sleep(0.1)
    counting.goes_on.set()

    assert (await his.hear("room.page", "room.added"))["type"] == "room.added"


@crossing
async def test_all_that_is_committed_is_heard_though_a_look_is_under_way(
    connect, ada, lobby, monkeypatch
):
    """What that one has read may be older."""
    await connect(ada)
    server = await process.start()
    feed = server.feeds.of(lobby.pk)
    between, has_read, goes_on = log.between, threading.Event(), threading.Event()

    def late(*asked):
        found = between(*asked)
        if not has_read.is_set():
            has_read.set()
            goes_on.wait(10)
        return found

    monkeypatch.setattr(log, "between", late)
    monkeypatch.setattr(publish, "entry", lambda *_: None)
    feed.repair("gap")
    await database.read(has_read.wait, 10)
    posted = await database.write(messages.post, ada, lobby, "one", uuid.uuid4())
    hearing = asyncio.create_task(server.feeds.repair(lobby.pk))
    await asyncio.sleep(0.1)
    goes_on.set()

    await hearing
    assert feed.head == posted.seq
