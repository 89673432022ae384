"""How the servers run, as operators see it."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from rooms import limits
from rooms.live import database, process, watch
from rooms.models import Lease

from ..conftest import crossing

FIGURES = reverse("admin:figures")


def latest(answer, server=0):
    """The newest value of each figure that a server has told."""
    found = answer.json()
    keys = [figure["key"] for figure in found["figures"]]
    return dict(zip(keys, found["servers"][server]["points"][-1], strict=True))


def another_server():
    until = timezone.now() + timedelta(seconds=limits.LEASE_SECONDS)
    return Lease.objects.create(pk=uuid4(), until=until).pk


@crossing
async def test_the_figures_are_what_was_counted(connect, ada, bob, lobby, at_desk):
    lines = [await connect(ada), await connect(bob), await connect(bob)]
    server = await process.start()
    await server.watch.look()
    for n in range(4):
        await lines[0].asked(lobby, f"{n}")
    await lines[0].asked(lobby.pk + 1000, "Nowhere")
    await lines[2].hear("message.posted", seq=4)
    await server.watch.look()

    found = latest(await at_desk.get(FIGURES))

    assert (found["sockets"], found["people"]) == (3, 2)
    assert found["kept"] > 0
    assert found["deliveries"] == pytest.approx(3 * found["kept"], rel=0.01)
    assert found["ack_half"] > 0
    assert found["ack_most"] >= found["ack_half"]
    assert found["refused"] == 1
    assert found["overflows"] == found["evictions"] == found["signed_out"] == 0
    assert found["memory"] > 10


@crossing
async def test_where_nothing_was_said_nothing_took_any_time(at_desk):
    server = await process.start()
    await server.watch.look()
    await server.watch.look()

    found = latest(await at_desk.get(FIGURES))

    assert found["kept"] == 0
    assert found["ack_half"] is found["delay_most"] is found["batch"] is None


@crossing
async def test_ten_minutes_are_kept(at_desk):
    server = await process.start()
    await asyncio.gather(*(server.watch.look() for _ in range(limits.WATCHED_POINTS + 5)))

    [own] = (await at_desk.get(FIGURES)).json()["servers"]

    assert len(own["points"]) == limits.WATCHED_POINTS
    assert limits.WATCHED_POINTS * limits.WATCH_SECONDS == 600


@crossing
async def test_each_server_tells_of_all(at_desk):
    server = await process.start()
    await server.watch.look()
    other, silent = [await database.write(another_server) for _ in range(2)]
    told = server.watch.shown() | {"id": watch.short(other), "at": time.time()}
    await database.write(cache.set, watch.key(other), told)

    found = (await at_desk.get(FIGURES)).json()

    ids = [each["id"] for each in found["servers"]]
    assert ids == sorted([watch.short(server.id), watch.short(other)])
    assert watch.short(silent) not in ids
    assert found["unheard"] == 1


@crossing
async def test_a_server_shows_itself_when_the_cache_is_away(at_desk, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    server = await process.start()
    await server.watch.look()
    await database.write(another_server)

    found = (await at_desk.get(FIGURES)).json()

    assert [each["id"] for each in found["servers"]] == [watch.short(server.id)]
    assert found["unheard"] == 1


@pytest.mark.django_db
def test_where_nothing_serves_there_is_nothing_to_see(desk):
    assert desk.get(FIGURES).json()["servers"] == []
    assert desk.get(reverse("admin:servers")).status_code == 200
    assert reverse("admin:servers") in desk.get(reverse("admin:index")).content.decode()
