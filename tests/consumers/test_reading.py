"""Markers: how far somebody has read, the same on all their devices."""

import asyncio
import uuid
from contextlib import suppress

from rooms.actions import groups, messages
from rooms.errors import Forbidden
from rooms.live import database, view
from rooms.models import Membership

from ..conftest import crossing


def say(author, room, *bodies):
    return [messages.post(author, room, body, uuid.uuid4()) for body in bodies]


def facts(event):
    return [event[name] for name in ("read", "unread", "mentions", "head")]


@crossing
async def test_who_comes_in_for_the_first_time_finds_nothing_new(connect, ada, bob, lobby):
    await database.write(say, ada, lobby, "one", "two")
    his = await connect(bob)

    [room] = his.welcome["rooms"]
    assert [room[name] for name in ("read", "unread", "mentions", "head")] == [2, 0, 0, 2]
    await his.leave()

    await database.write(say, ada, lobby, "three")
    again = await connect(bob)
    [room] = again.welcome["rooms"]
    assert [room[name] for name in ("read", "unread", "mentions", "head")] == [2, 1, 0, 3]


@crossing
async def test_reading_on_one_device_clears_the_others(connect, ada, bob, chess):
    phone, desk, hers = await connect(bob), await connect(bob), await connect(ada)
    await database.write(say, ada, chess, "one", "two")

    await phone.say("room.read", room=chess.pk, seq=3, id="r")
    assert facts(await phone.hear("room.marked", id="r")) == [3, 1, 0, 4]
    assert facts(await desk.hear("room.marked", room=chess.pk)) == [3, 1, 0, 4]
    assert await hers.hears_nothing("room.marked")


@crossing
async def test_the_marker_only_grows_and_never_beyond_the_head(connect, ada, bob, chess):
    line = await connect(bob)
    await database.write(say, ada, chess, "one", "two")

    await line.say("room.read", room=chess.pk, seq=99, id="far")
    assert facts(await line.hear("room.marked", id="far")) == [4, 0, 0, 4]
    await line.say("room.read", room=chess.pk, seq=1, id="back")
    assert facts(await line.hear("room.marked", id="back")) == [4, 0, 0, 4]
    await line.say("room.read", room=chess.pk, unread_from=4, id="again")
    assert facts(await line.hear("room.marked", id="again")) == [3, 1, 0, 4]


@crossing
async def test_what_one_said_oneself_is_never_unread(connect, ada, bob, chess):
    await database.write(say, bob, chess, "mine")
    await database.write(say, ada, chess, "hers")
    line = await connect(bob)

    room = next(room for room in line.welcome["rooms"] if room["id"] == chess.pk)
    assert (room["read"], room["unread"]) == (2, 1)


@crossing
async def test_only_who_is_in_the_room_has_a_marker_there(connect, eve, chess, lobby):
    line = await connect(eve)

    await line.say("room.read", room=chess.pk, seq=1, id="r")
    assert (await line.hear("error", id="r"))["code"] == "not_found"
    await line.say("room.read", room=10**12, seq=1, id="none")
    assert (await line.hear("error", id="none"))["code"] == "not_found"
    await line.say("room.read", room=lobby.pk, id="which")
    assert (await line.hear("error", id="which"))["field"] == "seq"
    await line.say("room.read", room=lobby.pk, seq=1, unread_from=1, id="both")
    assert (await line.hear("error", id="both"))["code"] == "bad_field"
    mine = await database.read(lambda: Membership.objects.filter(user=eve).count())
    assert mine == 1


@crossing
async def test_what_was_said_as_the_socket_goes_is_done(connect, ada, bob, chess):
    his = await connect(bob)
    await database.write(say, ada, chess, "one", "two")
    await his.say("room.read", room=chess.pk, seq=4)
    await his.say("notify.set", room=chess.pk, level="none")
    await his.socket.send_input({"type": "websocket.disconnect", "code": 1001})

    mine = Membership.objects.filter(room=chess, user=bob).values_list("read_seq", "notify")
    async with asyncio.timeout(10):
        while await database.read(mine.get) != (4, "none"):
            await asyncio.sleep(0.05)


@crossing
async def test_who_is_shown_the_door_as_they_read_is_told_so(connect, ada, bob, chess, monkeypatch):
    line, marks = await connect(bob), view.marks
    await database.write(say, ada, chess, "one", "two")

    def late(*asked):
        with suppress(Forbidden):
            groups.leave(bob, chess)
        return marks(*asked)

    monkeypatch.setattr(view, "marks", late)
    await line.say("room.read", room=chess.pk, seq=3, id="r")

    assert (await line.hear("error", "room.marked", id="r"))["code"] == "not_found"
