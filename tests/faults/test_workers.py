"""Several workers behind one port are one chat: what holds on one holds over all of them."""

import asyncio
import os
import re
import time
import uuid
from contextlib import AsyncExitStack
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from rooms import limits

from ..own import HAS_REDIS, Redis, own
from ..server import database
from ..tab import Tab
from ..workers import Workers

NEEDS = "DATABASE_URL names no PostgreSQL" if not os.environ.get("DATABASE_URL") else ""
NEEDS = NEEDS or ("" if HAS_REDIS else "redis-server is not installed")
pytestmark = pytest.mark.skipif(bool(NEEDS), reason=NEEDS)
OPERATOR = """
from rooms.models import User
User.objects.filter(username={name!r}).update(is_staff=True, is_superuser=True)
"""
MEMBER = """
from rooms.models import Room, User
print(Room.objects.get(name={group!r}).pk, User.objects.get(username={name!r}).pk)
"""
NEARLY_OVER = """
from datetime import timedelta
from django.utils import timezone
from rooms.models import Lease
soon = timezone.now() + timedelta(seconds=1)
Lease.objects.filter(connections__user__username={name!r}).update(until=soon)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Two workers, on a Redis of their own."""
    folder = tmp_path_factory.mktemp("workers")
    with own(Redis) as redis, database() as settings:
        server = Workers(folder, REDIS_URL=redis.url, **settings)
        server.start()
        assert server.address, server.output
        yield server
        server.stop()


@pytest.fixture
def person(server):
    """Sign in under a name that nobody else has; returns the name and the session key."""

    def person(name):
        name = f"{name}{uuid.uuid4().hex[:6]}"
        return name, server.sign_in(name)

    return person


class Apart(AsyncExitStack):
    """A tab of each of two people, on two workers."""

    def __init__(self, server, *keys):
        super().__init__()
        self.server, self.keys = server, keys

    async def __aenter__(self):
        await super().__aenter__()
        workers = sorted(self.server.pids())
        return [
            await self.tab_on(worker, key) for worker, key in zip(workers, self.keys, strict=True)
        ]

    async def tab_on(self, worker, key):
        while True:
            tab = await self.enter_async_context(Tab(self.server, key))
            if self.server.holder(tab.socket) == worker:
                return tab
            await tab.socket.close()


def submit(server, key, path, **fields):
    """Send a form as a browser does that has opened its page."""
    token = "t" * 32
    cookies = f"sessionid={key}; csrftoken={token}"
    form = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
    headers = {"Cookie": cookies, "Origin": server.address}
    with urlopen(Request(server.address + path, form, headers)) as page:
        return page.read().decode()


async def test_what_is_said_on_one_is_heard_on_the_other(server, person):
    (_, ada), (_, bob) = person("ada"), person("bob")
    async with Apart(server, ada, bob) as (hers, his):
        for one, other in ((hers, his), (his, hers)):
            await one.post("Hello")
            assert (await other.hear("message.posted"))["message"]["body"] == "Hello"
            await one.hear("message.posted")


async def test_one_person_has_one_allowance_on_all(server, person):
    (_, ada) = person("ada")
    per_second, burst = limits.BUCKETS["message"]
    async with Apart(server, ada, ada) as tabs:
        began = time.monotonic()
        for number in range(burst + 10):
            for tab in tabs:
                await tab.post(f"{number}")
            await asyncio.sleep(0.02)
        answers = [await tab.hear("ack", "error") for tab in tabs for _ in range(burst + 10)]
        allowed = burst + per_second * (time.monotonic() - began)

    taken = sum(answer["type"] == "ack" for answer in answers)
    assert burst <= taken <= allowed + 4
    assert taken < len(answers)


async def test_who_signs_out_is_out_on_all_at_once(server, person):
    (_, ada) = person("ada")
    async with Apart(server, ada, ada) as tabs:
        await asyncio.to_thread(submit, server, ada, "/accounts/sign-out/")
        # Long before sessions are looked at by themselves, which is every half minute.
        assert await asyncio.gather(*(tab.closed() for tab in tabs)) == [4401, 4401]


async def test_whoever_is_removed_hears_of_it_on_all_at_once(server, person):
    (name, bob), (_, eve) = person("bob"), person("eve")
    (operator, olga) = person("olga")
    server.run(OPERATOR.format(name=operator))
    group = f"chess {name}"
    async with Apart(server, bob, bob) as tabs, Tab(server, eve) as hers:
        await tabs[0].post(f"/group create {group}")
        rooms = [(await tab.hear("room.added"))["room"]["id"] for tab in tabs]
        await hers.post(f"/group join {group}")
        room, user = server.run(MEMBER.format(group=group, name=name)).split()
        path = f"/admin/rooms/group/{room}/members/{user}/remove/"
        await asyncio.to_thread(submit, server, olga, path, reason="Too loud.")
        for tab in tabs:
            assert (await tab.hear("room.removed"))["room"] == rooms[0]
        await hers.post("is he gone?", room=rooms[0])
        await asyncio.gather(*(tab.listen(0.5) for tab in tabs))

        assert not any("is he gone" in str(tab.heard) for tab in tabs)


async def test_the_people_of_a_killed_worker_are_gone_with_its_lease(server, person):
    (_, ada), (name, bob) = person("ada"), person("bob")
    async with Apart(server, ada, bob) as (hers, his):
        while name not in str(await hers.hear("people.changed")):
            pass
        victim = server.holder(his.socket)
        await asyncio.to_thread(server.kill, victim)
        # It would be over by itself after this time, and whoever is here looks so often.
        assert limits.LEASE_SECONDS + limits.PRESENCE_SECONDS <= 60
        server.run(NEARLY_OVER.format(name=name))
        while name not in str((await hers.hear("people.changed"))["left"]):
            pass

        async with Apart(server, ada, bob) as (_, again):
            await again.post("I am back")
            assert (await hers.hear("message.posted"))["message"]["body"] == "I am back"
    assert re.search(r"worker \d+ ended", server.output)
    assert "Traceback" not in server.output
