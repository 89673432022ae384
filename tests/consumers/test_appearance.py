"""How people appear to others: idle, with a status, invisible, writing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import presence
from rooms.actions.appearance import appear
from rooms.actions.presence import coarse
from rooms.live import database
from rooms.models import Appearance, Lease
from rooms.wire import payloads, publish

from ..conftest import crossing, layer_brings_all
from .people import kept, listed, met


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", 0.1)


@crossing
async def test_a_person_is_idle_when_all_their_tabs_are(connect, ada, bob):
    hers = await connect(ada)
    tabs = [await connect(bob), await connect(bob)]
    assert (await met(hers, bob))["state"] == "online"

    await tabs[0].say("presence.set", state="idle")
    assert await hers.hears_nothing("people.changed")
    await tabs[1].say("presence.set", state="idle")
    assert (await met(hers, bob, "changed"))["state"] == "idle"
    newcomer = await connect(ada)
    assert {one["username"]: one["state"] for one in newcomer.welcome["people"]}["bob"] == "idle"
    assert (await listed(hers, bob))["state"] == "idle"

    third = await connect(bob)
    assert (await met(hers, bob, "changed"))["state"] == "online"
    await third.leave()
    assert (await met(hers, bob, "changed"))["state"] == "idle"
    await tabs[0].say("presence.set", state="active")
    assert (await met(hers, bob, "changed"))["state"] == "online"


@crossing
async def test_a_status_is_told_with_the_people_and_ends_by_itself(connect, ada, bob, lobby):
    hers, his, tab = await connect(ada), await connect(bob), await connect(bob)
    await met(hers, bob)

    said = await his.asked(lobby, "/status 🧑‍💻  Deep in \t work for 2 hours")
    assert said["text"] == "Your status, for 2 hours: 🧑‍💻 Deep in work"
    status = (await met(hers, bob, "changed"))["status"]
    assert (status["emoji"], status["text"]) == ("🧑‍💻", "Deep in work")
    assert (await tab.hear("appearance"))["status"] == status
    assert (await listed(hers, bob, lobby))["status"] == status
    assert (await connect(bob)).welcome["appearance"]["status"] == status
    await his.asked(lobby, "Words")
    assert (await hers.hear("message.posted"))["message"]["author"].keys() == {
        *("id", "username", "name", "bot")
    }

    soon = timezone.now() + timedelta(seconds=0.6)
    await his.say("appearance.set", status={"emoji": "☕", "until": soon.isoformat()}, id="set")
    assert (await his.hear("appearance", id="set"))["status"]["text"] == ""
    assert (await met(hers, bob, "changed"))["status"]["emoji"] == "☕"
    rows = await database.read(lambda: Appearance.objects.values().get(user=bob))
    assert (await met(hers, bob, "changed"))["status"] is None
    assert (await listed(hers, bob))["status"] is None
    assert await database.read(lambda: Appearance.objects.values().get(user=bob)) == rows
    assert (await his.asked(lobby, "/status"))["text"].startswith("You have no status.")


@crossing
@pytest.mark.parametrize(
    "status",
    [
        {"text": "x" * 101},
        {"text": " \n "},
        {"emoji": "ab", "text": "words"},
        {"emoji": "🌴🌴", "text": "words"},
        {"text": "backwards \u202e"},
        {"text": "late", "until": "2020-01-01T00:00:00Z"},
        {"text": "late", "until": "soon"},
        {"text": "never", "until": "9999-12-31T23:59:59-23:59"},
        "words",
    ],
)
async def test_a_status_that_cannot_be_is_refused_in_a_sentence(connect, ada, status):
    line = await connect(ada)
    await line.say("appearance.set", status=status, invisible=True, id="set")
    refused = await line.hear("error", id="set")
    assert (refused["code"], refused["field"], refused["final"]) == ("bad_field", "status", True)
    assert await database.read(Appearance.objects.filter(invisible=True).exists) is False


@crossing
async def test_who_was_here_was_last_seen_when_the_last_tab_went(connect, ada, bob):
    hers = await connect(ada)
    tabs = [await connect(bob), await connect(bob)]
    await met(hers, bob)
    assert (await listed(hers, bob))["last_seen"] is None
    await kept(sockets=3)

    await tabs[0].leave()
    assert await hers.hears_nothing("people.changed")
    assert await database.read(Appearance.objects.filter(last_seen=None).count) == 0
    now = timezone.now()
    await tabs[1].leave()
    assert (await met(hers, bob, "left"))["state"] == "offline"

    seen = await listed(hers, bob)
    while seen["last_seen"] is None:
        seen = await listed(hers, bob)
    told = (seen["here"], seen["state"], seen["last_seen"])
    assert told in {
        (False, "offline", payloads.time(coarse(moment))) for moment in (now, timezone.now())
    }


def test_a_killed_server_leaves_when_its_people_were_seen(ada, bob, eve):
    """Its own last word says so; who is on another server too is seen still."""
    dead, alive = uuid4(), uuid4()
    appear(eve, invisible=True)
    frozen = Appearance.objects.get(user=eve).last_seen
    presence.renew(dead, [(uuid4(), one.pk) for one in (ada, bob, eve)])
    presence.renew(alive, [(uuid4(), bob.pk)])
    died = timezone.now() - timedelta(hours=3)
    Lease.objects.filter(pk=dead).update(until=died)
    assert [one.pk for one in presence.here()] == [bob.pk]

    presence.renew(alive, [])

    seen = dict(Appearance.objects.values_list("user__username", "last_seen"))
    assert seen == {"ada": coarse(died), "eve": frozen}


@crossing
async def test_typing_is_told_until_it_stops_and_to_nobody_if_they_prefer(
    connect, ada, bob, lobby, monkeypatch
):
    if not layer_brings_all():
        pytest.skip("this layer may lose what nobody keeps")
    hers, his = await connect(ada), await connect(bob)
    await hers.say("typing.stop", room=lobby.pk)
    await hers.say("typing.start", room=lobby.pk)
    await hers.say("typing.stop", room=lobby.pk)
    await hers.say("typing.stop", room=lobby.pk)
    assert (await his.hear("typing"))["user"]["username"] == "ada"
    assert (await his.hear("typing.stopped"))["room"] == lobby.pk
    assert await his.hears_nothing("typing.stopped")

    monkeypatch.setitem(limits.BUCKETS, "typing", (1_000, 1_000))
    other = await connect(ada)
    await hers.say("appearance.set", typing=False, id="1")
    assert (await hers.hear("appearance", id="1"))["typing"] is False
    assert (await other.hear("appearance"))["typing"] is False
    for line in (hers, other):
        await line.say("typing.start", room=lobby.pk)
    assert await his.hears_nothing("typing")


async def test_what_nobody_keeps_is_dropped_first():
    publisher = publish.Publisher()
    publisher.waiting.extend([("site", {})] * limits.PUBLISH_PASSING)
    publisher.give("room.1", {"type": "chat.deliver", "passing": "x"})
    publisher.give("room.1", {"type": "chat.deliver", "seq": 1})
    assert [message for _, message in publisher.waiting if message] == [
        {"type": "chat.deliver", "seq": 1}
    ]


@crossing
async def test_a_flood_of_signs_ends_the_connection(connect, ada, lobby):
    line = await connect(ada)

    for _ in range(400):
        await line.say("typing.start", room=lobby.pk)

    assert await line.closed() == 4429
