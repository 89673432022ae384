import asyncio
import threading
import time

from rooms.actions import groups
from rooms.live import database, process, view
from rooms.wire import history, log, publish

from ..conftest import crossing


@crossing
async def test_those_who_join_at_the_same_moment_are_counted_once_each(
    connect, ada, bob, eve, lobby
):
    room = await database.write(groups.create, ada, "Chess")
    his = await connect(bob)

    def join_and_go():
        groups.join(bob, room)
        groups.join(eve, room)
        groups.leave(eve, room)
        groups.join(eve, room)

    await database.write(join_and_go)

    added = (await his.hear("room.added"))["room"]
    assert (added["head"], added["members"]) == (1, 2)
    changes = [await his.hear(type) for type in ("member.joined", "member.joined", "member.left")]
    changes.append(await his.hear("member.joined"))
    assert [change["seq"] for change in changes] == [2, 3, 4, 5]


@crossing
async def test_nothing_of_a_room_stands_before_the_word_that_one_is_in_it(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(bob)
    # What tells the socket of its new room is as slow as can be.
    monkeypatch.setattr(publish, "refresh", lambda user_ids: None)

    await line.post(lobby, "/group join chess")
    await line.say("room.sync", room=room.pk, id="sync")
    await line.say("room.history", room=room.pk, id="page")
    await line.hear("room.sync", id="sync")
    await line.hear("room.page", id="page")
    await line.hear("member.joined", seq=2)

    of_room = [event for event in line.in_order if _room_of(event) == room.pk]
    assert of_room[0]["type"] == "room.added"
    assert [event["seq"] for event in of_room if event["type"] == "member.joined"] == [2]


@crossing
async def test_a_reset_skips_no_coming_that_is_still_being_read(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(bob)
    between = log.between

    def slow(*span):
        time.sleep(0.3)
        return between(*span)

    monkeypatch.setattr(log, "between", slow)
    monkeypatch.setattr(publish, "entry", lambda room_id, entry: None)
    await line.post(lobby, "/group join chess")
    await line.say("room.sync", room=room.pk, id="sync")
    await line.hear("room.sync", id="sync")

    types = [event["type"] for event in line.in_order if _room_of(event) == room.pk]
    types.remove("room.marked")
    assert types == ["room.added", "member.joined", "room.sync"]


@crossing
async def test_a_reset_stands_before_all_that_is_newer(connect, ada, bob, lobby, monkeypatch):
    """Else the copy that is thrown away at it would lose what was told before."""
    hers, his = await connect(ada), await connect(bob)
    sync, was_read, later = history.sync, threading.Event(), threading.Event()

    def slow(*asked, **more):
        found = sync(*asked, **more)
        was_read.set()
        later.wait(10)
        return found

    monkeypatch.setattr(history, "sync", slow)
    await hers.say("room.sync", room=lobby.pk, id="first")
    await hers.say("room.sync", room=lobby.pk, id="second")
    await asyncio.to_thread(was_read.wait, 10)
    await his.answer(await his.post(lobby, "meanwhile"))
    await hers.hears_nothing()
    later.set()

    synced = await hers.hear("room.sync", id="first")
    posted = await hers.hear("message.posted")
    again = await hers.hear("room.sync", id="second")
    assert synced["upto"] == posted["seq"] - 1
    assert again["upto"] >= synced["upto"]
    told = [event["type"] for event in hers.in_order if event.get("id") != "second"]
    assert told.index("room.sync") < told.index("message.posted")


@crossing
async def test_nothing_of_a_room_stands_behind_the_word_that_one_is_out(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    for _ in range(5):
        await database.write(groups.join, bob, room)
        line = await connect(bob)
        for count in range(4):
            await line.say("room.history", room=room.pk, id=f"page {count}")
        await line.say("room.sync", room=room.pk, id="sync")

        await line.asked(room, "/group leave")
        await line.hear("room.removed")
        await line.hears_nothing()

        removed = [event["type"] for event in line.in_order].index("room.removed")
        behind = [event for event in line.in_order[removed + 1 :] if _room_of(event) == room.pk]
        assert behind == []
        await line.leave()


@crossing
async def test_who_has_left_is_not_let_in_again_by_an_old_look(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    line = await connect(bob)
    server = await process.start()
    view_of, has_read, goes_on = view.of, threading.Event(), threading.Event()

    def late(user):
        view = view_of(user)
        has_read.set()
        goes_on.wait()
        return view

    monkeypatch.setattr(view, "of", late)
    server.access.refresh(bob.pk)
    await asyncio.to_thread(has_read.wait)
    await database.write(groups.leave, bob, room)
    await line.hear("room.removed", room=room.pk)
    goes_on.set()

    assert await line.hears_nothing("room.added")


@crossing
async def test_writing_in_a_room_that_is_only_just_followed_breaks_nothing(
    connect, ada, lobby, monkeypatch
):
    line = await connect(ada)
    server = await process.start()
    opened, begun, goes_on = server.feeds.opened, asyncio.Event(), asyncio.Event()

    async def late(feeds):
        begun.set()
        await goes_on.wait()
        await opened(feeds)

    monkeypatch.setattr(server.feeds, "opened", late)
    await line.asked(lobby, "/group create Chess")
    await begun.wait()
    [connection] = server.access.everyone()
    [room_id] = set(connection.follows) - {lobby.pk}
    await line.say("typing.start", room=room_id)
    await line.say("heartbeat", id="said")
    await line.hear("heartbeat", id="said")
    goes_on.set()

    assert (await line.hear("room.added"))["room"]["id"] == room_id
    await line.hear("member.joined", room=room_id)


@crossing
async def test_a_look_that_fails_is_made_up_for(connect, ada, bob, lobby, monkeypatch, caplog):
    room = await database.write(groups.create, bob, "Chess")
    line = await connect(ada)
    server = await process.start()
    opened, tries = server.feeds.opened, []

    async def fails_once(feeds):
        tries.append(feeds)
        if len(tries) == 1:
            raise OSError("the database did not answer")
        await opened(feeds)

    monkeypatch.setattr(server.feeds, "opened", fails_once)
    await database.write(groups.join, ada, room)

    assert (await line.hear("room.added"))["room"]["id"] == room.pk
    await line.hear("member.joined", room=room.pk)
    caplog.clear()


def _room_of(event):
    room = event.get("room")
    return room["id"] if isinstance(room, dict) else room
