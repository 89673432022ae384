"""Who is here, told by difference: as if read anew each time, at what the difference costs."""

import asyncio
import random
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import presence
from rooms.actions.appearance import appear
from rooms.live import database, process
from rooms.models import Connection, Lease, User
from rooms.text.status import Status
from rooms.wire import payloads

from ..conftest import crossing
from ..held import Held

DEEDS = 40
NEVER_SECONDS = 3_600


class Elsewhere:
    """Another server, at which people come, turn idle, change and go at random."""

    def __init__(self, seed, people):
        self.chance, self.people = random.Random(seed), people
        self.lease = uuid.uuid4()
        self.sockets = {}

    def begin(self):
        presence.renew(self.lease, [])

    def does(self):
        """Something for somebody, whose id this returns."""
        one = self.chance.choice(self.people)
        deed = self.chance.choice(
            (self.come, self.go, self.turn, self.change, self.hide, self.name)
        )
        deed(one)
        return one.pk

    def come(self, one):
        socket = uuid.uuid4()
        self.sockets[socket] = one.pk
        presence.change(self.lease, [(socket, one.pk)], [])

    def go(self, one):
        gone = [socket for socket, pk in self.sockets.items() if pk == one.pk][:1]
        for socket in gone:
            del self.sockets[socket]
        presence.change(self.lease, [], gone)

    def turn(self, one):
        mine = [socket for socket, pk in self.sockets.items() if pk == one.pk]
        presence.change(self.lease, [], [], [(s, self.chance.random() < 0.5) for s in mine])

    def change(self, one):
        if not one.pk % 2:
            appear(one, status=Status("", self.chance.choice(("away", "busy")), None))

    def hide(self, one):
        if one.pk % 2:
            appear(one, invisible=self.chance.random() < 0.5)

    def name(self, one):
        User.objects.filter(pk=one.pk).update(name=self.chance.choice(("Dan", "Finn")))


def added_up(line):
    """Who is here, as one knows who has heard all that was told."""
    here = {one["id"]: one for one in line.welcome["people"]}
    for event in line.in_order:
        if event["type"] == "people.changed":
            here |= {one["id"]: one for one in event["arrived"] + event["changed"]}
            for one in event["left"]:
                here.pop(one["id"], None)
    return here


async def _agrees(line):
    async with asyncio.timeout(15):
        # What is asked may be newer than what was heard, or be heard while it is asked.
        while added_up(line) != await database.read(_here):
            await line.hears_nothing()


def _here():
    return {one.pk: payloads.person(one) for one in presence.here()}


@crossing
@pytest.mark.parametrize("heard", [1, 0.5, 0])
async def test_differences_add_up_to_who_is_here(heard, connect, person, ada, monkeypatch):
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", NEVER_SECONDS if heard == 1 else 0.2)
    people = [await database.write(person, f"person{n}") for n in range(5)]
    elsewhere = Elsewhere(1, people)
    await database.write(elsewhere.begin)
    line = await connect(ada)
    server = await process.start()

    for _ in range(DEEDS):
        pk = await database.write(elsewhere.does)
        if elsewhere.chance.random() < heard:
            server.presence.look([pk])
        await asyncio.sleep(0.01)

    await _agrees(line)


@crossing
async def test_of_one_who_comes_or_goes_only_they_are_read(connect, person, ada, bob, monkeypatch):
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.01)
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", NEVER_SECONDS)

    def crowd():
        lease = Lease.objects.create(until=timezone.now() + timedelta(seconds=limits.LEASE_SECONDS))
        people = [person(f"person{n}") for n in range(50)]
        Connection.objects.bulk_create(Connection(lease=lease, user=one) for one in people)

    await database.write(crowd)
    line = await connect(ada)
    await _agrees(line)
    read, here = [], presence.here

    def noted(*args):
        read.append(here(*args))
        return read[-1]

    monkeypatch.setattr(presence, "here", noted)
    his = await connect(bob)
    await line.hear("people.changed", here=52)
    await his.leave()
    await line.hear("people.changed", here=51)

    assert max(map(len, read)) <= 2


@crossing
async def test_who_goes_while_a_swept_lease_is_taken_again_is_gone(
    connect, ada, bob, lobby, monkeypatch
):
    """The renewal brings back those who were here when it began."""
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    hers, his = await connect(ada), await connect(bob)
    await hers.hear("people.changed")
    server = await process.start()
    renewal = Held(monkeypatch, presence, "renew")
    await database.write(Lease.objects.all().delete)
    renewing = asyncio.create_task(server.presence.renew())
    await database.read(renewal.begun.wait, 10)
    await his.leave()
    await asyncio.sleep(0.5)
    renewal.goes_on.set()
    await renewing

    async with asyncio.timeout(15):
        while await database.read(Connection.objects.filter(user=bob).exists):
            await asyncio.sleep(0.05)
