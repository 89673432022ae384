"""The way in: so many at a time, one after the other in the order in which they came.

Who waits hears a heartbeat now and then, as a server that is busy is not one to be given up. That
also shows who is gone meanwhile, so that nobody else waits for them.
"""

import asyncio
from contextlib import asynccontextmanager, contextmanager

from rooms import limits


class Entrance:
    def __init__(self):
        self._places = asyncio.Semaphore(limits.HELLOS_AT_ONCE)
        self._outside = set()

    @asynccontextmanager
    async def passed(self, newcomer):
        """A place among those who are let in, once one is free."""
        with self.outside(newcomer):
            async with self._places:
                yield

    @contextmanager
    def outside(self, newcomer):
        """Meanwhile they wait: `newcomer.comfort()` is called now and then."""
        self._outside.add(newcomer)
        try:
            yield
        finally:
            self._outside.discard(newcomer)

    async def comfort(self):
        """Tell all who are not in yet that they are not forgotten."""
        for newcomer in list(self._outside):
            newcomer.comfort()
