"""Who is here, told to everyone on this process: at most once a second, the first at once."""

import asyncio
import time

from django.db import IntegrityError

from rooms import limits
from rooms.actions import presence
from rooms.wire import events, payloads, publish

from . import database

# How long it takes at most to look who is here, and to renew a lease.
SURE_SECONDS = 3


class Presence:
    def __init__(self, lease_id, access):
        self._lease_id = lease_id
        self._access = access
        self._open = {}
        self._local = {}
        self._arrived = {}
        self._idle = {}
        self._turned = set()
        self._departed = set()
        self._unsaved = asyncio.Event()
        self._unlooked = asyncio.Event()
        self._told = {}
        self._sure_at = 0

    @property
    def is_sure(self):
        """Whether leases tell who lives. When the clock was set each server finds its own to be
        over, and renews it; until all have, most seem to be gone.
        """
        return time.monotonic() >= self._sure_at

    def people(self, me):
        """(at most 200 of those who are here, how many are), with `me` among them unless None."""
        here = ({} if me is None else {me["id"]: me}) | self._told
        return list(here.values())[: limits.PEOPLE_PAGE], len(here)

    def told_of(self, user_id):
        """Somebody who is here, as it was told; None of others."""
        return self._told.get(user_id)

    def here(self):
        return len(self._told)

    def arrive(self, connection):
        """A socket has opened: its person is here."""
        user_id = connection.user.pk
        self._open[connection.id] = user_id
        self._local.setdefault(user_id, set()).add(connection.id)
        self._arrived[connection.id] = user_id
        # Who comes back by themselves while nobody is there is not active for a moment either.
        if connection.state == "idle":
            self.turn(connection, "idle")
        self._unsaved.set()
        self.look()

    def turn(self, connection, state):
        """A person is active at this socket, or idle."""
        connection.state = state
        if connection.id in self._open:
            self._idle[connection.id] = state == "idle"
            self._turned.add(connection.id)
            self._unsaved.set()

    def depart(self, connection):
        """A socket has closed. Whoever comes back within the grace has never left."""
        if connection.id in self._open:
            loop = asyncio.get_running_loop()
            loop.call_later(limits.LEAVE_GRACE_SECONDS, self._gone, connection.id)

    def look(self):
        """Something has changed somewhere: compare who is here with what was told."""
        self._unlooked.set()

    async def renew(self):
        """Say that this process lives."""
        idle = [pk for pk, is_idle in self._idle.items() if is_idle]
        mine = self._lease_id, list(self._open.items()), idle
        if await database.write(presence.renew, *mine, self.is_sure):
            self._sure_at = time.monotonic() + limits.PRESENCE_SECONDS + SURE_SECONDS

    async def save(self):
        """Keep the rows as the sockets are, those of one moment together."""
        await self._unsaved.wait()
        arrived, departed = dict(self._arrived), set(self._departed)
        turned = {pk: self._idle[pk] for pk in self._turned}
        changes = list(arrived.items()), departed, list(turned.items())
        try:
            await database.write(presence.change, self._lease_id, *changes)
        except IntegrityError:
            # Somebody took this process for gone, and swept its lease away.
            await self.renew()
        self._arrived = {pk: user for pk, user in self._arrived.items() if pk not in arrived}
        self._departed -= departed
        self._turned = {pk for pk in self._turned if turned.get(pk) is not self._idle[pk]}
        if not (self._arrived or self._departed or self._turned):
            self._unsaved.clear()
        # Here at once, and by the layer elsewhere: own news needs no layer.
        self.look()
        publish.people()

    async def tell(self):
        """Compare who is here with what was told, on a hint and at least every few seconds."""
        try:
            async with asyncio.timeout(limits.PRESENCE_SECONDS):
                await self._unlooked.wait()
        except TimeoutError:
            pass
        self._unlooked.clear()
        rows, is_over = await database.read(_here, list(self._local), self._lease_id)
        if is_over:
            await self.renew()
        if is_over or not self.is_sure:
            return limits.PEOPLE_TELL_SECONDS
        here = {user.pk: payloads.person(user) for user in rows}
        told, self._told = self._told, here
        return limits.PEOPLE_TELL_SECONDS if self._tell_difference(told, here) else 0

    async def end(self):
        await database.write(presence.end, self._lease_id)

    def _tell_difference(self, told, here):
        arrived = [user for pk, user in here.items() if pk not in told]
        left = [user | {"state": "offline"} for pk, user in told.items() if pk not in here]
        changed = [user for pk, user in here.items() if pk in told and told[pk] != user]
        if not (arrived or left or changed):
            return False
        if len(here) > limits.PEOPLE_TOLD:
            arrived, left, changed = [], [], []
        text = events.PeopleChanged(arrived, left, changed, len(here)).encode()
        for connection in self._access.everyone():
            if connection.ready:
                connection.outbox.put(text)
        return True

    def _gone(self, connection_id):
        user_id = self._open.pop(connection_id)
        self._departed.add(connection_id)
        self._arrived.pop(connection_id, None)
        self._idle.pop(connection_id, None)
        self._turned.discard(connection_id)
        self._unsaved.set()
        self._local[user_id].discard(connection_id)
        if not self._local[user_id]:
            del self._local[user_id]


def _here(among, lease_id):
    """Who is here; and whether that is in doubt, as the clock was set before it was asked."""
    return presence.here(among), presence.is_over(lease_id)
