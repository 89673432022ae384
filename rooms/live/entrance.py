"""The way in: so many at a time, one after the other in the order in which they came; and of one
session one at a time, and no more than anybody needs.

Who waits for long hears a heartbeat now and then, as a server that is busy is not one to be given
up. That also shows who is gone meanwhile, so that nobody else waits for them.
"""

import asyncio
import time
from collections import Counter
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary

from django.conf import settings

from rooms import limits

from .buckets import Buckets


class Entrance:
    def __init__(self):
        self._places = asyncio.Semaphore(limits.HELLOS_AT_ONCE)
        self._sessions = WeakValueDictionary()
        self._outside = {}
        # Of this process alone: a session's key is nothing for Redis.
        self._turns = Buckets(buckets=limits.ARRIVALS if settings.RATE_LIMITS else {})
        self._waiting = Counter()
        self._barred = {}

    def bar(self, session_key):
        """Let no socket of this session in for a while: it was closed, as it flooded."""
        if settings.RATE_LIMITS:
            now = time.monotonic()
            self._barred = {key: until for key, until in self._barred.items() if until > now}
            self._barred[session_key] = now + limits.BARRED_SECONDS

    async def turn(self, session_key):
        """Return True when it is this session's turn to bring a socket, and False after a while
        where as many of its sockets wait as one may have. A flood that was closed could begin anew
        at once otherwise, and to be let in costs much more than to be refused, which costs more
        than to wait. Only where very many wait they are refused at once.
        """
        if self._waiting[session_key] >= limits.WAITING_SOCKETS:
            return False
        in_vain = self._waiting[session_key] >= limits.SOCKETS_PER_USER
        self._waiting[session_key] += 1
        try:
            if in_vain:
                await asyncio.sleep(limits.IN_VAIN_SECONDS)
                return False
            while True:
                barred = self._barred.get(session_key, 0) - time.monotonic()
                if barred > 0:
                    await asyncio.sleep(barred)
                    continue
                wait_ms = self._turns.take(session_key, "socket")
                if not wait_ms:
                    return True
                await asyncio.sleep(wait_ms / 1000)
        finally:
            # Without a trace of those of whom nobody waits.
            self._waiting -= Counter([session_key])

    @asynccontextmanager
    async def passed(self, newcomer, session_key):
        """A place among those who are let in, once one is free and no other socket of the session
        has one: who brings many makes nobody else wait for all of them.
        """
        alone = self._sessions.setdefault(session_key, asyncio.Lock())
        with self.outside(newcomer):
            async with alone, self._places:
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
