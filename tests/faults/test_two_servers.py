"""Two servers on one PostgreSQL, with a Redis of their own that dies and comes back."""

import asyncio
import os
import time

import pytest

from ..own import HAS_REDIS, Redis, own
from ..server import Server, database
from ..tab import Tab

NEEDS = "DATABASE_URL names no PostgreSQL" if not os.environ.get("DATABASE_URL") else ""
NEEDS = NEEDS or ("" if HAS_REDIS else "redis-server is not installed")
pytestmark = pytest.mark.skipif(bool(NEEDS), reason=NEEDS)
LATE_SECONDS = 3.5


@pytest.fixture
def redis():
    with own(Redis) as server:
        yield server


@pytest.fixture
def servers(tmp_path, redis):
    with database() as settings:
        pair = [
            Server(
                tmp_path / name, REDIS_URL=redis.url, SECRET_KEY="the same for both" * 4, **settings
            )
            for name in ("one", "two")
        ]
        for server in pair:
            server.start()
            assert server.address, server.output
        yield pair
        for server in pair:
            server.stop()


async def test_two_servers_are_one_chat_and_need_no_redis_for_it(servers, redis):
    one, two = servers
    ada, bob = one.sign_in("ada"), two.sign_in("bob")
    async with Tab(one, ada) as hers, Tab(two, bob) as his:
        await hers.post("Hello")
        started = time.monotonic()
        assert (await his.hear("message.posted"))["message"]["body"] == "Hello"
        assert time.monotonic() - started < 1.5, "the poll brought it, not Redis"
        while (await hers.hear("people.changed"))["here"] < 2:
            pass

        redis.end()
        for number in range(5):
            started = time.monotonic()
            await hers.post(f"without {number}")
            assert (await hers.hear("ack"))["seq"] == number + 2
            assert time.monotonic() - started < 1
            assert (await his.hear("message.posted"))["seq"] == number + 2
            assert time.monotonic() - started < LATE_SECONDS

        redis.start()
        heard = asyncio.Event()
        for number in range(30):
            started = time.monotonic()
            await his.post(f"again {number}")
            await hers.hear("message.posted")
            if time.monotonic() - started < 0.3:
                heard.set()
                break
            await asyncio.sleep(0.5)
        assert heard.is_set(), "Redis came back and was not used again"


async def test_one_person_on_two_servers_appears_as_one(servers):
    one, two = servers
    ada, bob = one.sign_in("ada"), two.sign_in("bob")
    async with Tab(one, ada) as hers, Tab(one, bob) as his, Tab(two, bob) as tab:

        async def told(what, **as_it_is):
            while True:
                for person in (await hers.hear("people.changed"))[what]:
                    if person.items() >= (as_it_is | {"username": "bob"}).items():
                        return person

        await told("arrived")
        await his.say(type="presence.set", state="idle")
        await tab.say(type="presence.set", state="idle")
        await told("changed", state="idle")
        await tab.say(type="presence.set", state="active")
        await told("changed", state="online")

        await tab.say(type="appearance.set", status={"emoji": "🌴"}, id="1")
        await told("changed")
        assert (await his.hear("appearance"))["status"]["emoji"] == "🌴"

        await his.say(type="appearance.set", invisible=True, id="2")
        left = await told("left")
        while not (await tab.hear("appearance"))["invisible"]:
            pass
        await tab.say(type="typing.start", room=tab.welcome["rooms"][0]["id"])
        await tab.post("I am here")
        assert (await hers.hear("message.posted"))["message"]["body"] == "I am here"
        assert (left["state"], "typing" in [event["type"] for event in hers.heard]) == (
            "offline",
            False,
        )
        async with Tab(two, ada) as again:
            assert (again.welcome["here"], "bob" in str(again.welcome["people"])) == (1, False)
