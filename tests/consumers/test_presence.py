import asyncio
import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import presence
from rooms.live import database, process
from rooms.models import Absence, Connection, Lease, User

from ..conftest import crossing, layer_brings_all


def names(people):
    return [person["username"] for person in people]


@crossing
async def test_everyone_hears_who_comes_and_goes(connect, ada, bob, monkeypatch):
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    hers = await connect(ada)
    await hers.hear("people.changed")

    his = await connect(bob)
    changed = await hers.hear("people.changed")
    assert (names(changed["arrived"]), changed["here"]) == (["bob"], 2)

    await his.leave()
    changed = await hers.hear("people.changed")
    assert (names(changed["left"]), changed["here"]) == (["bob"], 1)


@crossing
async def test_several_tabs_are_one_person(connect, ada, bob, monkeypatch):
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    hers = await connect(ada)
    tabs = [await connect(bob), await connect(bob)]
    while (await hers.hear("people.changed"))["here"] < 2:
        pass

    await tabs[0].leave()
    assert await hers.hears_nothing("people.changed")

    await tabs[1].leave()
    assert names((await hers.hear("people.changed"))["left"]) == ["bob"]


@crossing
async def test_a_reload_is_no_leaving(connect, ada, bob):
    hers = await connect(ada)
    his = await connect(bob)
    while (await hers.hear("people.changed"))["here"] < 2:
        pass

    await his.leave()
    again = await connect(bob)

    assert again.welcome["here"] == 2
    assert await hers.hears_nothing("people.changed")


@crossing
async def test_the_people_of_a_killed_process_are_gone_with_its_lease(
    connect, ada, bob, monkeypatch
):
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", 0.1)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    other = uuid.uuid4()
    await database.write(presence.renew, other, [(uuid.uuid4(), bob.pk)])
    hers = await connect(ada)
    server = await process.start()
    while not server.presence.told_of(bob.pk):
        await hers.hear("people.changed")

    past = timezone.now() - timedelta(seconds=1)
    await database.write(lambda: Lease.objects.filter(pk=other).update(until=past))

    while "bob" not in names((await hers.hear("people.changed"))["left"]):
        pass
    assert limits.LEASE_SECONDS + limits.PRESENCE_SECONDS < 60


@crossing
async def test_a_lone_server_drops_what_its_predecessor_left(ada, bob):
    await database.write(presence.renew, uuid.uuid4(), [(uuid.uuid4(), bob.pk)])

    await process.start(alone=True)

    assert await database.read(presence.here) == []


@crossing
async def test_sockets_are_rows_while_they_are_open(connect, ada, monkeypatch):
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    line = await connect(ada)
    await _until(lambda: Connection.objects.count() == 1)

    await line.leave()

    await _until(lambda: Connection.objects.count() == 0)


@crossing
async def test_typing_is_heard_in_its_room_and_not_too_often(connect, ada, bob, lobby):
    if not layer_brings_all():
        pytest.skip("this layer may lose what nobody keeps")
    hers, his = await connect(ada), await connect(bob)

    for _ in range(3):
        await hers.say("typing.start", room=lobby.pk)

    assert (await his.hear("typing"))["user"]["username"] == "ada"
    assert await his.hears_nothing("typing")


@crossing
async def test_typing_in_a_room_of_others_is_not_heard(connect, ada, bob, eve, lobby):
    hers, strange = await connect(ada), await connect(eve)
    room = (await hers.asked(lobby, "/whisper bob psst"))["room"]
    his = await connect(bob)

    await strange.say("typing.start", room=room)

    assert await his.hears_nothing("typing")
    assert await hers.hears_nothing("typing")


@crossing
async def test_who_is_silent_for_a_minute_is_closed(connect, ada, bob):
    silent, alive = await connect(ada), await connect(bob)
    server = await process.start()
    for connection in server.access.everyone():
        if connection.user == ada:
            connection.heard_at = time.monotonic() - limits.SILENCE_SECONDS - 1

    await server.access.close_silent()

    assert await silent.closed() == 4408
    assert await alive.hears_nothing("bye")


@crossing
async def test_a_lease_that_somebody_swept_away_is_taken_again(connect, ada, bob):
    hers = await connect(ada)
    server = await process.start()
    await database.write(presence.alone, uuid.uuid4())

    his = await connect(bob)

    def present():
        rows = Connection.objects.filter(lease=server.id)
        return set(rows.values_list("user__username", flat=True))

    async with asyncio.timeout(5):
        while await database.read(present) != {"ada", "bob"}:
            await asyncio.sleep(0.02)
    await hers.leave()
    await his.leave()


@crossing
async def test_who_is_silent_for_long_is_asked_first(connect, ada, bob):
    silent, alive = await connect(ada), await connect(bob)
    server = await process.start()
    for connection in server.access.everyone():
        if connection.user == ada:
            connection.heard_at = time.monotonic() - limits.ASK_SECONDS - 1

    await server.access.close_silent()

    assert "heads" in await silent.hear("heartbeat")
    assert await alive.hears_nothing("heartbeat")
    await silent.say("heartbeat", id="here")
    await silent.hear("heartbeat", id="here")
    await server.access.close_silent()
    assert await silent.hears_nothing("heartbeat", "bye")


@crossing
async def test_people_are_listed_in_pages_with_who_is_here(connect, ada, bob, eve, lobby):
    line = await connect(ada)
    await line.hear("people.changed")

    await line.say("people.list", id="1", limit=2)
    first = await line.hear("people.page", id="1")
    await line.say("people.list", id="2", limit=2, after=first["people"][-1]["id"])
    second = await line.hear("people.page", id="2")

    assert [(p["username"], p["here"]) for p in first["people"]] == [("ada", True), ("bob", False)]
    assert (first["more"], second["more"], names(second["people"])) == (True, False, ["eve"])


@crossing
async def test_people_are_found_by_a_piece_of_their_name(connect, ada, bob, eve, lobby):
    line = await connect(ada)

    await line.say("people.list", id="1", room=lobby.pk, named="B")
    assert names((await line.hear("people.page", id="1"))["people"]) == ["bob"]
    await database.write(lambda: User.objects.create_user("José"))
    await line.say("people.list", id="4", named="JOSE")
    assert names((await line.hear("people.page", id="4"))["people"]) == ["José"]
    await line.say("people.list", id="2", named="\0")
    assert (await line.hear("error", id="2"))["field"] == "named"
    await line.say("people.list", id="3", named="%")
    assert (await line.hear("people.page", id="3"))["people"] == []


async def _until(true):
    async with asyncio.timeout(5):
        while not await database.read(true):
            await asyncio.sleep(0.02)


@crossing
async def test_a_page_that_comes_back_while_nobody_is_there_shows_nobody(connect, ada, bob):
    watcher = await connect(bob)
    await watcher.hear("people.changed")
    left = timezone.now() - timedelta(hours=9)
    await database.write(lambda: Absence.objects.create(user=ada, left_at=left))

    line = await connect(ada, state="idle")
    event = await watcher.hear("people.changed")
    assert [(one["username"], one["state"]) for one in event["arrived"]] == [("ada", "idle")]
    assert await database.read(lambda: Absence.of(ada)) == left
    await line.say("presence.set", state="active")
    event = await watcher.hear("people.changed")
    assert [one["state"] for one in event["changed"]] == ["online"]
    absence = await database.read(lambda: Absence.objects.get(pk=ada.pk))
    assert (absence.left_at, absence.missed_from) == (None, left)
