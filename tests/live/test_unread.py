"""Unread is never wrong: after each of many random deeds, three devices of one person agree with
what the database says when it is asked afresh.
"""

import asyncio
import contextlib
import random
import time
import uuid

import pytest

from rooms import limits
from rooms.actions import corrections, groups, messages, tombstones
from rooms.errors import Refusal
from rooms.live import database
from rooms.models import Message, Room, RoomSeq, followed

from ..conftest import crossing
from ..faulty import faulty
from .listener import Listener

STEPS = 60
WORDS = ["Hello", "Hello again", "@ada look", "@room look"]
PATIENCE_SECONDS = 40


class Play:
    """Ada on three devices, bob who talks to her, and two rooms."""

    def __init__(self, seed, ada, bob, rooms):
        self.chance = random.Random(seed)
        self.ada, self.bob, self.rooms = ada, bob, rooms
        self.devices = []

    async def post(self, room):
        author = self.chance.choice([self.bob, self.bob, self.ada])
        await self._does(messages.post, author, room, self.chance.choice(WORDS), uuid.uuid4())

    async def edit(self, room):
        await self._corrects(room, corrections.edit, self.chance.choice(WORDS))

    async def delete(self, room):
        await self._corrects(room, tombstones.delete)

    async def restore(self, room):
        await self._corrects(room, tombstones.restore, deleted=True)

    async def read(self, room):
        head = await database.read(lambda: RoomSeq.objects.get(room=room).last_seq)
        seq = self.chance.randint(0, head + 1)
        await self._says("room.read", room, seq=seq)

    async def set_back(self, room):
        head = await database.read(lambda: RoomSeq.objects.get(room=room).last_seq)
        await self._says("room.read", room, unread_from=self.chance.randint(0, head + 1))

    async def come_or_go(self, room):
        if room.kind != Room.Kind.GROUP:
            return
        if not await database.write(groups.join, self.ada, room):
            await database.write(groups.leave, self.ada, room)

    async def _corrects(self, room, correct, *words, deleted=False):
        """Whoever said one of the latest does it to that, where there is one."""
        said = Message.objects.filter(room=room, kind="text", deleted_at__isnull=not deleted)
        rows = await database.read(lambda: list(said.select_related("author").order_by("-pk")[:6]))
        if rows:
            one = self.chance.choice(rows)
            await self._does(correct, one.author, one.pk, *words)

    async def _does(self, action, *details):
        """What the rules refuse in this moment is not done."""
        with contextlib.suppress(Refusal):
            await database.write(action, *details)

    async def _says(self, type, room, **fields):
        """One device says it, and is answered."""
        line, id = self.chance.choice(self.devices).line, uuid.uuid4().hex
        await line.say(type, room=room.pk, id=id, **fields)
        while not any(event.get("id") == id for event in line.heard):
            await line.listen()

    def counts(self):
        rooms = followed.rooms(self.ada)
        return {room.pk: (room.read, room.unread, room.mentions) for room in rooms}


def held_by(device):
    return {pk: (room["read"], *device.unread(room).values()) for pk, room in device.rooms.items()}


@crossing
@pytest.mark.parametrize("seed", [1, 2])
async def test_three_devices_agree_with_the_database_at_every_step(
    seed, connect, ada, bob, lobby, monkeypatch
):
    play = await _begun(seed, connect, ada, bob, lobby, monkeypatch)
    await _played(play, STEPS)


@crossing
async def test_they_do_where_the_database_fails_now_and_then(
    connect, ada, bob, lobby, monkeypatch, caplog
):
    play = await _begun(3, connect, ada, bob, lobby, monkeypatch)
    with faulty(monkeypatch, 3):
        await _played(play, STEPS // 3)
        assert "OperationalError" in caplog.text
    # What is under way may have its fault before it.
    await asyncio.sleep(0.5)
    caplog.clear()


async def _begun(seed, connect, ada, bob, lobby, monkeypatch):
    monkeypatch.setitem(limits.BUCKETS, "read", (1_000, 1_000))
    room = await database.write(groups.create, bob, "Chess")
    play = Play(seed, ada, bob, [lobby, room])
    play.devices = [Listener(await connect(ada)) for _ in range(3)]
    return play


async def _played(play, steps):
    deeds = [play.post] * 4 + [play.read] * 3 + [play.edit] * 2 + [play.delete] * 2
    deeds += [play.restore, play.set_back, play.come_or_go]
    for step in range(steps):
        deed, place = play.chance.choice(deeds), play.chance.choice(play.rooms)
        await deed(place)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            await asyncio.gather(*(device.listen() for device in play.devices))
            fresh = await database.read(play.counts)
            held = [held_by(device) for device in play.devices]
            if held == [fresh] * 3:
                break
            assert time.monotonic() < deadline, (step, deed.__name__, place.kind, fresh, held)
