"""The way in: so many at a time, one after the other in the order in which they came.

Who waits hears a heartbeat now and then, as a server that is busy is not one to be given up. That
also shows who is gone meanwhile, so that nobody else waits for them.
"""

import asyncio
import time
from contextlib import asynccontextmanager

from rooms import limits
from rooms.wire import events

SIGN_OF_LIFE = events.Heartbeat({}).encode()


class Entrance:
    def __init__(self):
        self._places = asyncio.Semaphore(limits.HELLOS_AT_ONCE)
        self._outside = set()

    @asynccontextmanager
    async def passed(self, connection):
        """A place among those who are let in, once one is free."""
        self._outside.add(connection)
        try:
            async with self._places:
                yield
        finally:
            self._outside.discard(connection)

    async def comfort(self):
        """Tell all who are not in yet that they are not forgotten."""
        for connection in self._outside:
            if not connection.ready:
                # It is not they who are silent.
                connection.heard_at = time.monotonic()
                connection.outbox.put_passing(SIGN_OF_LIFE)
