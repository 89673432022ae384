"""The clock is set by an hour: who lives is not taken for gone, and who is dead not for alive."""

import asyncio
import threading
import uuid
from datetime import timedelta

import pytest
from django.db.models import F

from rooms import limits
from rooms.actions import presence
from rooms.live import database, process
from rooms.live import presence as live
from rooms.models import Connection, Lease

from ..conftest import crossing

HOUR = timedelta(hours=1)


def set_clock(later):
    """To leases it is the same whether the clock is set, or all that they say is moved."""
    Lease.objects.update(until=F("until") - later)


@pytest.mark.parametrize("later", [HOUR, -HOUR])
@pytest.mark.django_db
def test_nobody_judges_who_does_not_live_by_the_new_time(ada, bob, later):
    mine, other = uuid.uuid4(), uuid.uuid4()
    for lease, user in ((mine, ada), (other, bob)):
        assert not presence.renew(lease, [(uuid.uuid4(), user.pk)])
    set_clock(later)

    assert presence.renew(mine, [])
    assert Connection.objects.filter(lease=other).exists()

    # One that has not said by now that it lives has gone.
    assert not presence.renew(mine, [])
    assert not Connection.objects.filter(lease=other).exists()
    assert Connection.objects.filter(lease=mine).exists()


@crossing
async def test_nobody_seems_to_leave_while_they_are_looked_at(connect, ada, bob, monkeypatch):
    """The clock is set, they are looked at, and this server renews its lease, all at once."""
    monkeypatch.setattr(live, "SURE_SECONDS", 3_600)
    await database.write(presence.renew, uuid.uuid4(), [(uuid.uuid4(), bob.pk)])
    hers = await connect(ada)
    server = await process.start()
    while not server.presence.told_of(bob.pk):
        await hers.hears_nothing()
    loop, here, renew = asyncio.get_running_loop(), presence.here, presence.renew
    renewed, is_told = threading.Event(), threading.Event()

    def slow_here(*asked):
        if not renewed.is_set():
            set_clock(HOUR)
            asyncio.run_coroutine_threadsafe(server.presence.renew(), loop)
            renewed.wait(timeout=1)
        return here(*asked)

    def slow_renew(*mine):
        was_set = renew(*mine)
        renewed.set()
        is_told.wait(timeout=1)
        return was_set

    monkeypatch.setattr(presence, "renew", slow_renew)
    monkeypatch.setattr(presence, "here", slow_here)
    server.presence.look(None)
    while server.presence.is_sure:
        await hers.hears_nothing()

    assert server.presence.told_of(bob.pk)


@pytest.mark.parametrize("later", [HOUR, -HOUR])
@crossing
async def test_nobody_seems_to_leave(connect, ada, bob, monkeypatch, later):
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", 0.1)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    # It is in doubt for as long as the test says.
    monkeypatch.setattr(live, "SURE_SECONDS", 3_600)
    other = uuid.uuid4()
    await database.write(presence.renew, other, [(uuid.uuid4(), bob.pk)])
    hers = await connect(ada)
    server = await process.start()
    while not server.presence.told_of(bob.pk):
        await hers.hear("people.changed")

    await database.write(set_clock, later)
    while await database.read(presence.is_over, server.id):
        await hers.hears_nothing()
    assert not server.presence.is_sure
    await hers.hears_nothing()
    await database.write(presence.renew, other, [])
    # A look that began before may still be under way, and is to end in doubt.
    await hers.hears_nothing()
    monkeypatch.setattr(server.presence, "_sure_at", 0)
    await hers.hears_nothing()

    told = [event for event in hers.in_order if event["type"] == "people.changed"]
    assert told
    assert not any(event["left"] for event in told)
