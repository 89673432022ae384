"""The way in: so many at a time, one after the other in the order in which they came.

Who waits for long hears a heartbeat now and then, as a server that is busy is not one to be given
up. That also shows who is gone meanwhile, so that nobody else waits for them.
"""

import asyncio
import time
from contextlib import asynccontextmanager, contextmanager

from rooms import limits


class Entrance:
    def __init__(self):
        self._places = asyncio.Semaphore(limits.HELLOS_AT_ONCE)
        self._outside = {}

    @asynccontextmanager
    async def passed(self, newcomer):
        """A place among those who are let in, once one is free."""
        with self.outside(newcomer):
            async with self._places:
                yield

    @contextmanager
    def outside(self, newcomer):
        """Meanwhile they wait: if it takes long, `newcomer.comfort()` is called now and then."""
        self._outside[newcomer] = time.monotonic()
        try:
            yield
        finally:
            self._outside.pop(newcomer, None)

    async def comfort(self):
        """Tell all who have been outside for long that they are not forgotten."""
        long_ago = time.monotonic() - limits.WAITING_SECONDS
        for newcomer in [one for one, came in self._outside.items() if came <= long_ago]:
            newcomer.comfort()
