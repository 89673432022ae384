"""Less memory for each socket, of which there are thousands.

`Queue` and `Event` do what uvicorn asks of asyncio's, which have room for any number of waiters
before one comes, and so take ten times as much.
"""

import asyncio
import ctypes

# mallopt(3)
M_ARENA_MAX = -8
ARENAS = 2


def share_arenas():
    """Have all threads take C's memory from two places, instead of sixteen on two cores: what one
    has left over in its own is of no use to the others. Only glibc can, and only before there are
    threads: what they have of their own by then stays.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)


class Queue:
    """Messages that the application has not taken yet, in order. One task takes them."""

    __slots__ = ("_arrived", "_next", "_put")

    def __init__(self):
        # The latter stands upside down: to take the first of many would move all the others.
        self._arrived, self._next = [], []
        self._put = None

    def empty(self):
        return not self._next and not self._arrived

    def put_nowait(self, message):
        self._arrived.append(message)
        if self._put is not None and not self._put.done():
            self._put.set_result(None)

    async def get(self):
        """The next message, once there is one. Who is cancelled has taken none."""
        while self.empty():
            self._put = asyncio.get_running_loop().create_future()
            await self._put
        self._put = None
        if not self._next:
            self._next, self._arrived = self._arrived[::-1], []
        return self._next.pop()


class Event:
    """Whether something is so; whoever waits goes on once it is."""

    __slots__ = ("_until_set",)

    def __init__(self):
        self._until_set = None

    def set(self):
        if self._until_set is not None:
            self._until_set.set_result(None)
            self._until_set = None

    def clear(self):
        if self._until_set is None:
            self._until_set = asyncio.get_running_loop().create_future()

    async def wait(self):
        if self._until_set is not None:
            # Not itself: who is cancelled would cancel it for all.
            await asyncio.wait([self._until_set])
