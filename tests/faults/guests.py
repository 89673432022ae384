"""Guests who come, stay for a moment and go, in every way in which people leave."""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress

PATIENCE_SECONDS = 10
# Longer than the server believes that somebody who left will be back.
GONE_SECONDS = 7


class Guests:
    """`dials` open a socket each; so many guests come every second until they are told to stop."""

    def __init__(self, dials, per_second, stay_seconds=2):
        self.dials, self.pause, self.stay = dials, 1 / per_second, stay_seconds
        self.counts = Counter()
        self._inside = set()

    async def come_and_go(self):
        """Until cancelled; returns when all of them are gone."""
        try:
            while True:
                visit = asyncio.create_task(self._visit(random.choice(self.dials)))
                self._inside.add(visit)
                visit.add_done_callback(self._inside.discard)
                await asyncio.sleep(random.uniform(0, 2 * self.pause))
        finally:
            await asyncio.gather(*self._inside, return_exceptions=True)

    async def _visit(self, dial):
        try:
            async with asyncio.timeout(PATIENCE_SECONDS + self.stay):
                socket = await dial()
                self.counts["came"] += 1
                await random.choice([self._says_nothing, self._looks_in, self._looks_in])(socket)
        except (OSError, EOFError):
            self.counts["failed"] += 1

    async def _says_nothing(self, socket):
        await asyncio.sleep(random.uniform(0, 0.2))
        await self._goes(socket)

    async def _looks_in(self, socket):
        await socket.send('{"type": "hello", "v": 1}')
        welcome = json.loads((await socket.recv()).partition("\n")[0])
        if welcome["type"] != "welcome":
            # On a busy machine a hello may come too late.
            self.counts[f"sent home with {welcome.get('code')}"] += 1
            return
        self.counts["welcomed"] += 1
        room = welcome["rooms"][0]["id"]
        await socket.send(json.dumps({"type": "room.history", "room": room, "limit": 20}))
        if random.random() < 0.5:
            await socket.send(json.dumps({"type": "typing.start", "room": room}))
            with suppress(TimeoutError):
                async with asyncio.timeout(random.uniform(0, self.stay)):
                    while True:
                        await socket.recv()
        await self._goes(socket)

    async def _goes(self, socket):
        """Some say goodbye, of some only the connection ends."""
        if random.random() < 0.5:
            socket.hang_up()
        else:
            await socket.close()
