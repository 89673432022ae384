"""Who is invisible appears nowhere: each place where others could notice them."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import groups
from rooms.actions.appearance import appear
from rooms.actions.presence import coarse
from rooms.admin import figures
from rooms.live import database
from rooms.models import Appearance, Connection
from rooms.text.status import Status
from rooms.wire import payloads

from ..conftest import crossing
from ..line import PATIENCE_SECONDS
from .people import listed, met


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", 0.1)


INVISIBLE_IN = {}


def place(looks):
    """Somewhere where others could notice that a person is here: None when it does not show."""
    INVISIBLE_IN[looks.__name__.strip("_")] = looks


@place
async def _people_page(on):
    told = await listed(on.hers, on.bob)
    return None if (told["here"], told["state"]) == (False, "offline") else told


@place
async def _room_page(on):
    return (await listed(on.hers, on.bob, on.lobby))["here"] or None


@place
async def _count_of_page(on):
    await on.hers.say("people.list", id="count")
    return None if (await on.hers.hear("people.page", id="count"))["here"] == 1 else "counted"


@place
async def _welcome(on):
    told = on.newcomer.welcome
    names = {one["username"] for one in told["people"]}
    return None if (names, told["here"]) == ({"ada"}, 1) else told


@place
async def _people_changed(on):
    told = [event for event in on.hers.in_order if event["type"] == "people.changed"]
    since = told[told.index(on.left) + 1 :]
    return next((one for one in since if one["here"] != 1 or one["arrived"]), None)


@place
async def _group_members(on):
    told = (await on.hers.asked(on.group, "/group member"))["text"]
    return None if "ada (here)" in told and "bob (here)" not in told else told


@place
async def _admin_here(on):
    rows = await database.read(lambda: list(figures.here()))
    return None if rows == [on.ada] else rows


@place
async def _admin_rooms(on):
    def counted():
        return figures.counted(figures.overseen()).get(pk=on.group.pk).present

    count = await database.read(counted)
    return None if count == 1 else count


@place
async def _admin_members(on):
    def present():
        return [row.user_id for row in figures.members_of(on.group) if row.present]

    rows = await database.read(present)
    return None if rows == [on.ada.pk] else rows


@place
async def _typing(on):
    for line in (on.his, on.tab):
        await line.say("typing.start", room=on.lobby.pk)
        await line.say("typing.stop", room=on.lobby.pk)
    heard = await on.hers.hears_nothing("typing", "typing.stopped")
    return None if heard else "heard typing"


@place
async def _status(on):
    refused = await on.his.asked(on.lobby, "/status 🎉 Hello")
    assert refused["code"] == "forbidden"
    return (await listed(on.hers, on.bob))["status"]


@place
async def _last_seen(on):
    """It stays what it was when they hid, also when they leave."""

    def set_back():
        Appearance.objects.filter(user=on.bob).update(last_seen=on.long_ago)

    await database.write(set_back)
    for line in (on.his, on.tab):
        await line.leave()
    await _sockets(on.bob, 0)
    seen = await listed(on.hers, on.bob)
    return None if seen["last_seen"] == payloads.time(on.long_ago) else seen


class Scene:
    long_ago = coarse(timezone.now() - timedelta(days=3))


@crossing
@pytest.mark.parametrize("name", INVISIBLE_IN)
async def test_who_is_invisible_appears_nowhere(name, connect, ada, bob, lobby):
    on = Scene()
    on.ada, on.bob, on.lobby = ada, bob, lobby

    def met_in_a_group():
        group = groups.create(ada, "Chess")
        groups.join(bob, group)
        return group

    on.group = await database.write(met_in_a_group)
    on.hers, on.his = await connect(ada), await connect(bob)
    assert (await met(on.hers, bob))["count"] == 2

    said = await on.his.asked(lobby, "/invisible on")
    assert said["text"].startswith("You are invisible")
    assert (await on.his.hear("appearance"))["invisible"] is True
    while not (left := await on.hers.hear("people.changed"))["left"]:
        pass
    on.left = left
    # In another tab too, which comes later.
    on.tab = await connect(bob)
    assert on.tab.welcome["appearance"]["invisible"] is True
    await _sockets(bob, 2)
    assert await on.hers.hears_nothing("people.changed")
    on.newcomer = await connect(ada)

    assert await INVISIBLE_IN[name](on) is None


async def _sockets(person, count):
    """Return when so many of theirs are rows."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await database.read(Connection.objects.filter(user=person).count) != count:
            await asyncio.sleep(0.02)


@crossing
async def test_who_shows_themselves_again_comes_in(connect, ada, bob, lobby):
    await database.write(lambda: appear(bob, invisible=True, status=Status("🌙", "Asleep")))
    hers, his = await connect(ada), await connect(bob)
    assert await hers.hears_nothing("people.changed", here=2)

    await his.say("appearance.set", invisible=False, status=None, id="show")
    assert (await his.hear("appearance", id="show"))["status"] is None
    told = await met(hers, bob)
    assert (told["state"], told["status"], told["count"]) == ("online", None, 2)


@crossing
@pytest.mark.parametrize("way", ["typed, same tab", "typed", "set"])
async def test_who_has_just_become_invisible_is_not_heard_typing(connect, ada, bob, lobby, way):
    hers, his, tab = await connect(ada), await connect(bob), await connect(bob)
    if way == "set":
        await his.say("appearance.set", invisible=True, id="set")
        await his.hear("appearance", id="set")
    else:
        await his.asked(lobby, "/invisible on")
    await (his if "same" in way else tab).say("typing.start", room=lobby.pk)

    assert await hers.hears_nothing("typing")


@crossing
async def test_what_was_done_may_be_sent_again(connect, ada):
    """Whoever lost the answer to a status that went with it is not told that it shows them."""
    line = await connect(ada)
    wish = {"status": {"emoji": "🌴", "text": "Away", "until": None}, "invisible": True}
    for id in ("first", "again"):
        await line.say("appearance.set", id=id, **wish)
        told = await line.hear("appearance", "error", id=id)
        assert (told["type"], told["invisible"]) == ("appearance", True)
    other = wish | {"status": {"emoji": "🌴", "text": "Back", "until": None}}
    await line.say("appearance.set", id="other", **other)
    assert (await line.hear("appearance", "error", id="other"))["code"] == "forbidden"
