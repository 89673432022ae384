"""The way in: so many at a time, one after the other in the order in which they came; and of one
session one at a time, and no more than anybody needs.

Who waits for long hears a heartbeat now and then, as a server that is busy is not one to be given
up. That also shows who is gone meanwhile, so that nobody else waits for them.
"""

import asyncio
import random
import time
from collections import Counter
from contextlib import asynccontextmanager, contextmanager, suppress

from django.conf import settings

from rooms import limits

from .buckets import Buckets
from .locks import Locks


class Entrance:
    def __init__(self):
        self._places = asyncio.Semaphore(limits.HELLOS_AT_ONCE)
        self._sessions = Locks()
        self._outside = {}
        # Of this process alone: a session's key is nothing for Redis.
        self._turns = Buckets(buckets=limits.ARRIVALS if settings.RATE_LIMITS else {})
        self._waiting = Counter()
        self._barred = {}
        self._closed = asyncio.Event()

    def close(self):
        """Nobody waits for a turn any more: the server ends."""
        self._closed.set()

    def bar(self, session_key):
        """Let no socket of this session in for a while: it was closed, as it flooded."""
        if settings.RATE_LIMITS:
            now = time.monotonic()
            self._barred = {key: until for key, until in self._barred.items() if until > now}
            self._barred[_short(session_key)] = now + limits.BARRED_SECONDS

    async def turn(self, session_key):
        """Return True when it is this session's turn to bring a socket, and False after a while
        where as many of its sockets wait as one may have. A flood that was closed could begin anew
        at once otherwise, and to be let in costs much more than to be refused, which costs more
        than to wait. Only where very many wait they are refused at once.
        """
        session = _short(session_key)
        if self._waiting[session] >= limits.WAITING_SOCKETS:
            return False
        in_vain = self._waiting[session] >= limits.SOCKETS_PER_USER
        self._waiting[session] += 1
        try:
            if in_vain:
                # Sent away together they would come back together.
                await self._pause(limits.IN_VAIN_SECONDS * random.uniform(0.5, 1.5))
                return False
            while not self._closed.is_set():
                barred = self._barred.get(session, 0) - time.monotonic()
                wait = barred if barred > 0 else self._turns.take(session, "socket") / 1000
                if not wait:
                    return True
                await self._pause(wait)
            return False
        finally:
            # Without a trace of those of whom nobody waits.
            self._waiting -= Counter([session])

    async def _pause(self, seconds):
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()

    @asynccontextmanager
    async def passed(self, newcomer, session_key):
        """A place among those who are let in, once one is free and no other socket of the session
        has one: who brings many makes nobody else wait for all of them.
        """
        with self.outside(newcomer):
            async with self._sessions.of(_short(session_key)), self._places:
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


def _short(session_key):
    """What stands for a session here, as anybody may make up as long a key as they like."""
    return hash(session_key)
