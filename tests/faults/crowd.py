"""Clients who talk in the lobby and in a group, some of whom come and go, until told to stop."""

import asyncio
import random
import uuid

from . import ledger
from .checker import check
from .client import Client
from .records import Sent, Snapshot, as_told

GROUP = "storm"
# Within so long whoever is connected has heard all; all else is patience with a busy machine.
HEAL_SECONDS = 20
PATIENCE_SECONDS = 90
MOMENT_MS = 500


class Crowd:
    client = Client

    def __init__(self, people, dial, backoff=(0.02, 0.1), pause_seconds=0.01):
        self.records = []
        self.clients = [
            self.client(name, user, dial(key), self.records, backoff) for user, name, key in people
        ]
        self.tasks = []
        self.group = None
        self.moves = 0
        self._pause = pause_seconds

    async def gather(self):
        """Connect everybody; every second one joins the group that the first one makes."""
        self.living = [asyncio.create_task(client.live()) for client in self.clients]
        await self.is_back()
        [lobby] = self.clients[0].copies.rooms
        members = self.clients[::2]
        await members[0].ask(lobby, f"/group create {GROUP}")
        await asyncio.gather(*(c.ask(lobby, f"/group join {GROUP}") for c in members[1:]))
        while any(len(member.copies.rooms) < 2 for member in members):
            await asyncio.sleep(0.01)
        [self.group] = set(members[0].copies.rooms) - {lobby}
        self.tasks = [asyncio.create_task(self._talk(client)) for client in self.clients]
        self.tasks += [asyncio.create_task(self._wander(one, lobby)) for one in members[-2:]]

    async def gets_answers(self, count, moves=0):
        """Return when so many more lines have been answered, and the group was left or joined so
        often.
        """
        wanted, moves = self.answers() + count, self.moves + moves
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.answers() < wanted or self.moves < moves:
                self._fail_with_them()
                await asyncio.sleep(0.002)

    async def settle(self):
        """Say nothing new; return when all is answered and everybody has heard everything."""
        for task in self.tasks:
            task.cancel()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while any(client.waiting() for client in self.clients):
                self._fail_with_them()
                await asyncio.sleep(0.02)
            await self.is_back()

    async def is_back(self):
        """Return when everybody is connected."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(client.ready.wait() for client in self.clients))

    async def come_again(self):
        """Everybody's connection breaks, so that they say hello anew, a moment later."""
        for client in self.clients:
            client.pause_ms = MOMENT_MS
        await asyncio.gather(*(client.socket.close() for client in self.clients))

    async def verdict(self, read):
        """The violations, beside the log that the coroutine function `read` gives."""
        log = await read()
        await self._heard_all(dict((room, last) for room, _, last in log["counters"]))
        history = {
            room: [as_told(message) for message in await self.clients[0].history(room)]
            for room in self.clients[0].copies.rooms
        }
        return check(self.records, ledger.final(log, history, self._open()))

    async def disperse(self):
        for task in [*self.tasks, *self.living]:
            task.cancel()
        await asyncio.gather(*self.tasks, *self.living, return_exceptions=True)

    def figures(self):
        lines = [record for record in self.records if isinstance(record, Sent)]
        return {
            "clients": len(self.clients),
            "lines": len(lines),
            "acked": sum(line.res == "ok" for line in lines),
            "refused": sum(line.res == "fail" for line in lines),
            "answered again": sum(client.duplicates for client in self.clients),
            "to be retried": sum(client.retries.total() for client in self.clients),
            "connections": sum(client.connections for client in self.clients),
            "heard": len(self.records) - len(lines),
        }

    def gaps(self):
        """The seconds for which somebody had no connection, in order."""
        return sorted(gap for client in self.clients for gap in client.gaps)

    def answers(self):
        return sum(client.answers for client in self.clients)

    def joins(self):
        """How often somebody began to follow a room anew, or went on with it."""
        return sum(isinstance(record, Snapshot) for record in self.records)

    async def _heard_all(self, heads):
        try:
            async with asyncio.timeout(HEAL_SECONDS):
                while any(
                    upto < heads[room]
                    for client in self.clients
                    for room, upto in client.copies.rooms.items()
                ):
                    self._fail_with_them()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pass

    def _fail_with_them(self):
        """A client that broke is a fault of the test, not of the chat."""
        for task in self.living:
            if task.done():
                task.result()

    def _open(self):
        return [(c.copies.conn, room) for c in self.clients for room in c.copies.rooms]

    async def _talk(self, client):
        while True:
            await asyncio.sleep(random.uniform(0, 2 * self._pause))
            room = random.choice(list(client.copies.rooms))
            if client.waiting(room) < 8:
                client.say(room, f"{client.name} says {uuid.uuid4().hex}")

    async def _wander(self, client, lobby):
        """Leave the group and come back, again and again."""
        while True:
            for word in ("leave", "join"):
                await asyncio.sleep(random.uniform(0.05, 0.5))
                await client.ask(lobby, f"/group {word} {GROUP}")
                self.moves += 1
