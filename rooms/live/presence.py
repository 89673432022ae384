"""Who is here, told to everyone on this process: at most once a second, the first at once.

A hint names those for whom something changed, and they alone are looked at. Every few seconds all
are, as hints may be lost, and a server's end is told by nobody.
"""

import asyncio
import time
from itertools import islice

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
        self._departed = {}
        self._unsaved = asyncio.Event()
        self._unlooked = asyncio.Event()
        self._asked = set()
        self._all_due = 0
        self._seen = {}
        self._told = {}
        self._sure_at = 0
        # A lease that is renewed while it is looked at would not tell that it was over.
        self._lease_use = asyncio.Lock()

    @property
    def is_sure(self):
        """Whether leases tell who lives. When the clock was set each server finds its own to be
        over, and renews it; until all have, most seem to be gone.
        """
        return time.monotonic() >= self._sure_at

    def people(self, me):
        """(at most 200 of those who are here, how many are), with `me` among them unless None."""
        if me is None:
            return list(islice(self._told.values(), limits.PEOPLE_PAGE)), len(self._told)
        told = self._told.get(me["id"])
        others = (person for person in self._told.values() if person is not told)
        first = list(islice(others, limits.PEOPLE_PAGE - 1))
        return [told or me, *first], len(self._told) + (told is None)

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
        # Who is known to be here is looked at when it is kept.
        if user_id not in self._told:
            self.look([user_id])

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

    def look(self, user_ids):
        """Something has changed somewhere for these people, or for whomever if it is None."""
        if user_ids is None:
            self._all_due = 0
        else:
            self._asked |= set(user_ids)
        self._unlooked.set()

    async def renew(self):
        """Say that this process lives."""
        async with self._lease_use:
            idle = [pk for pk, is_idle in self._idle.items() if is_idle]
            mine = self._lease_id, list(self._open.items()), idle
            was_set = await database.write(presence.renew, *mine, self.is_sure)
        if was_set:
            self._sure_at = time.monotonic() + limits.PRESENCE_SECONDS + SURE_SECONDS

    async def save(self):
        """Keep the rows as the sockets are, what follows within a second together: to keep them
        takes the lock that lines wait for.
        """
        await self._unsaved.wait()
        arrived, departed = dict(self._arrived), dict(self._departed)
        turned = {pk: self._idle[pk] for pk in self._turned}
        changes = list(arrived.items()), list(departed), list(turned.items())
        news = {*arrived.values(), *departed.values()}
        news |= {self._open[pk] for pk in turned if pk in self._open}
        try:
            # Not while the lease is renewed: what is brought back then may be gone by now.
            async with self._lease_use:
                await database.write(presence.change, self._lease_id, *changes)
        except IntegrityError:
            # Somebody took this process for gone, and swept its lease away.
            await self.renew()
            news |= set(self._open.values())
        self._arrived = {pk: user for pk, user in self._arrived.items() if pk not in arrived}
        self._departed = {pk: user for pk, user in self._departed.items() if pk not in departed}
        self._turned = {pk for pk in self._turned if turned.get(pk) is not self._idle[pk]}
        if not (self._arrived or self._departed or self._turned):
            self._unsaved.clear()
        # Here at once, and by the layer elsewhere: own news needs no layer.
        self.look(news)
        publish.people(news)

    async def tell(self):
        """Compare who is here with what was told: those of a hint, and all every few seconds."""
        try:
            async with asyncio.timeout(max(self._all_due - time.monotonic(), 0)):
                await self._unlooked.wait()
        except TimeoutError:
            pass
        self._unlooked.clear()
        asked, self._asked = self._asked, set()
        if time.monotonic() >= self._all_due or len(asked) > limits.PEOPLE_LOOKED_AT:
            asked, self._all_due = None, time.monotonic() + limits.PRESENCE_SECONDS
        rows = await self._look_at(asked)
        is_told = rows is None or self._tell_difference(*self._difference(asked, rows))
        return limits.PEOPLE_TELL_SECONDS if is_told else 0

    async def end(self):
        await database.write(presence.end, self._lease_id)

    async def _look_at(self, user_ids):
        """Those of these people who are here, of all if it is None; None while that is in doubt."""
        local = self._local.keys() if user_ids is None else self._local.keys() & user_ids
        try:
            async with self._lease_use:
                rows, is_over = await database.read(_here, list(local), user_ids, self._lease_id)
            if is_over:
                await self.renew()
        except Exception:
            self._look_at_all_soon()
            raise
        if is_over or not self.is_sure:
            self._look_at_all_soon()
            return None
        return rows

    def _look_at_all_soon(self):
        """Whose news it was is forgotten."""
        soon = time.monotonic() + limits.PEOPLE_TELL_SECONDS
        self._all_due = min(self._all_due, soon)

    def _difference(self, user_ids, rows):
        """Who of these people has arrived, has left and has changed since it was told last."""
        found = {row.pk: row for row in rows}
        asked = self._told.keys() if user_ids is None else self._told.keys() & user_ids
        gone = asked - found.keys()
        arrived, changed = [], []
        for pk, row in found.items():
            told = self._told.get(pk)
            # Nearly all are as they were, and are told apart by less than by what would be told.
            if told is None or row != self._seen[pk] or row.until:
                self._seen[pk], self._told[pk] = row, payloads.person(row)
                if told is None:
                    arrived.append(self._told[pk])
                elif told != self._told[pk]:
                    changed.append(self._told[pk])
        for pk in gone:
            del self._seen[pk]
        left = [self._told.pop(pk) | {"state": "offline"} for pk in sorted(gone)]
        return arrived, left, changed

    def _tell_difference(self, arrived, left, changed):
        if len(self._told) > limits.PEOPLE_TOLD:
            changed = []
        if not (arrived or left or changed):
            return False
        if len(self._told) > limits.PEOPLE_TOLD:
            arrived, left = [], []
        text = events.PeopleChanged(arrived, left, changed, len(self._told)).encode()
        for connection in self._access.everyone():
            if connection.ready:
                connection.outbox.put(text)
        return True

    def _gone(self, connection_id):
        user_id = self._open.pop(connection_id)
        self._departed[connection_id] = user_id
        self._arrived.pop(connection_id, None)
        self._idle.pop(connection_id, None)
        self._turned.discard(connection_id)
        self._unsaved.set()
        self._local[user_id].discard(connection_id)
        if not self._local[user_id]:
            del self._local[user_id]


def _here(local, user_ids, lease_id):
    """Who is here; and whether that is in doubt, as the clock was set by then."""
    return presence.here(local, user_ids), presence.is_over(lease_id)
