"""Being shown the door while one's socket is slow."""

import asyncio
import json

import pytest

from rooms import limits
from rooms.live import database
from rooms.live.connection import Connection
from rooms.live.feed import Feed
from rooms.live.flushes import Flushes
from rooms.live.tasks import Tasks
from rooms.wire.log import Entry

ROOM, PERSON = 7, 1
ROOMY, RING = 3, 6


class SlowSocket:
    """It takes nothing until it is told to, and then writes down what it was sent."""

    def __init__(self):
        self.takes = asyncio.Event()
        self.sent = []
        self.soon = Flushes().socket_soon

    def push(self, text):
        return False

    async def transmit(self, text):
        await self.takes.wait()
        self.sent += map(json.loads, text.split("\n"))

    def lost(self):
        raise AssertionError("it takes nothing for a while, and is not lost")

    def part_room(self, room_id):
        pass


def entry(seq, **more):
    return Entry(seq, json.dumps({"type": "told", "seq": seq}), **more)


async def is_shown_out(last, head=0, come_in_at=0):
    """What somebody is sent who was shown the door at number `last`, and took nothing before; who
    came in at a number, perhaps before what the feed has heard, up to its `head`.
    """
    socket = SlowSocket()
    user = type("Person", (), {"pk": PERSON})
    soon, nothing = Flushes().feed_soon, lambda _: None
    feed = Feed(ROOM, Tasks(), soon, on_empty=nothing, on_detach=nothing)
    feed.open(head)
    connection = Connection(type("Visitor", (), {"user": user}), socket)
    connection.follow(feed)
    connection.go(ROOM, come_in_at)
    for seq in range(head + 1, last + 1):
        feed.offer(entry(seq, detach=(PERSON,) if seq == last else ()))
        await asyncio.sleep(0)
    socket.takes.set()
    await connection.outbox.flushed()
    assert socket.sent.pop() == {"type": "room.removed", "room": ROOM}
    return [event["seq"] for event in socket.sent]


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setattr(limits, "OUTBOX_ENTRIES", ROOMY)
    monkeypatch.setattr(limits, "FEED_RING", RING)


@pytest.mark.alike
@pytest.mark.parametrize("last", [1, ROOMY, ROOMY + 2, ROOMY + RING])
def test_what_one_lacks_is_told_before_the_door_is_shown(last):
    assert asyncio.run(is_shown_out(last)) == list(range(1, last + 1))


@pytest.mark.alike
def test_who_is_too_far_behind_hears_of_the_door_alone():
    told = asyncio.run(is_shown_out(50))

    # The first text was on its way when the others were dropped.
    assert told == [*range(1, len(told)), 50]
    assert len(told) < ROOMY


@pytest.mark.alike
def test_who_goes_before_they_were_brought_up_to_date_hears_of_the_door_alone(monkeypatch):
    """The lines in between are read from the database, which may be long: by then they are out."""

    async def takes_long(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "read", takes_long)
    assert asyncio.run(is_shown_out(21, head=20, come_in_at=10)) == [21]
