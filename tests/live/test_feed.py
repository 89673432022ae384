import asyncio
import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rooms import limits
from rooms.actions import messages
from rooms.live import database, process
from rooms.live.connection import Follow
from rooms.live.counts import counts
from rooms.live.feed import Feed
from rooms.live.flushes import Flushes
from rooms.live.tasks import Tasks
from rooms.wire.log import Entry

from ..conftest import crossing


class Follower:
    """Hears a feed as a connection does, without a socket."""

    def __init__(self, feed, cursor):
        self.follow = feed.followers[self] = Follow(feed)
        self.follow.cursor = cursor
        self.user = type("Somebody", (), {"pk": 0})
        self.heard = []
        feed.catch_up(self, self.follow)

    def hear(self, follow, entries):
        for entry in entries:
            if entry.seq > follow.cursor:
                self.heard.append(entry.seq)
                follow.cursor = entry.seq
        return True

    def hear_joined(self, follow, text, first, last):
        return False


def test_hints_that_come_while_the_log_is_read_are_not_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "GAP_SECONDS", 0.001)
    stands, reading, read_on = 0, asyncio.Event(), asyncio.Event()

    async def read(work, room_id, after, limit):
        found = [Entry(seq, str(seq)) for seq in range(after + 1, stands + 1)]
        reading.set()
        await read_on.wait()
        return found

    async def story():
        nonlocal stands
        monkeypatch.setattr(database, "read", read)
        feed = feed_at(0)
        follower = Follower(feed, 0)
        feed.offer(Entry(2, "2"))
        stands = 2
        await reading.wait()
        feed.offer(Entry(4, "4"))
        stands = 4
        await asyncio.sleep(0.01)
        read_on.set()
        async with asyncio.timeout(5):
            while follower.heard != [1, 2, 3, 4]:
                await asyncio.sleep(0.001)

    asyncio.run(story())


def feed_at(head):
    soon, nothing = Flushes().feed_soon, lambda _: None
    feed = Feed(1, Tasks(), soon, on_empty=nothing, on_detach=nothing)
    feed.open(head)
    return feed


@given(some.data())
@settings(max_examples=100, deadline=None)
def test_hints_in_any_order_and_number_are_told_once_and_in_order(data):
    async def story():
        feed = feed_at(0)
        follower = Follower(feed, 0)
        hints = data.draw(some.permutations(list(range(1, 15)) * 2))
        for seq in hints:
            feed.offer(Entry(seq, str(seq)))
            if data.draw(some.booleans()):
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert follower.heard == list(range(1, 15))

    with pytest.MonkeyPatch.context() as patience:
        # However slow the machine is, the log is not asked: there is none here.
        patience.setattr(limits, "GAP_SECONDS", 60)
        asyncio.run(story())


async def test_a_late_follower_is_served_from_the_ring():
    feed = feed_at(0)
    for seq in range(1, 50):
        feed.offer(Entry(seq, str(seq)))

    follower = Follower(feed, 30)

    assert follower.heard == list(range(31, 50))
    feed.offer(Entry(50, "50"))
    await asyncio.sleep(0)
    assert follower.heard == list(range(31, 51))


async def test_a_follower_ahead_of_the_feed_hears_nothing_twice():
    feed = feed_at(5)
    follower = Follower(feed, 8)

    for seq in range(6, 11):
        feed.offer(Entry(seq, str(seq)))
    await asyncio.sleep(0)

    assert follower.heard == [9, 10]


async def test_what_passes_waits_for_what_it_came_after():
    feed = feed_at(0)
    told = []
    follower = Follower(feed, 0)
    follower.outbox = type("Outbox", (), {"put_passing": told.append})

    for _ in range(3):
        feed.offer_passing("id", 2, "typing")
    assert told == []
    feed.offer(Entry(1, "1"))
    feed.offer(Entry(2, "2"))
    await asyncio.sleep(0)

    assert told == ["typing"]


@crossing
async def test_a_hole_is_read_from_the_database(connect, ada, bob, lobby):
    line = await connect(ada)
    server = await process.start()
    feed = server.feeds.of(lobby.pk)
    before = counts.repairs["gap"]
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), f"line {n}") for n in range(5)]
    posted = await database.write(messages.post_all, lines)

    feed.offer(posted[4].entry)
    heard = [(await line.hear("message.posted"))["seq"] for _ in range(5)]

    assert heard == [1, 2, 3, 4, 5]
    assert counts.repairs["gap"] == before + 1


@crossing
async def test_followers_that_come_in_a_storm_hear_everything_once(connect, ada, bob, lobby):
    speaker = await connect(bob)
    stop = asyncio.Event()

    async def talk():
        said = 0
        while not stop.is_set() and said < 15:
            said += 1
            await speaker.post(lobby, f"line {said}")
            await asyncio.sleep(random.uniform(0, 0.02))
        return said

    talking = asyncio.create_task(talk())
    lines = []
    for _ in range(8):
        lines.append(await connect(ada))
    said = await talking

    for line in lines:
        head = line.welcome["rooms"][0]["head"]
        for seq in range(head + 1, said + 1):
            assert (await line.hear("message.posted"))["seq"] == seq
        assert await line.hears_nothing("message.posted")
