"""How often one may try what is secret, counted in Django's cache for all servers together."""

import logging
import math
import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from rooms import limits
from rooms.errors import RateLimited

logger = logging.getLogger(__name__)


class Attempt:
    """One try, to be counted in each of these buckets: tuples of a kind and whose it is.

    Kinds and their measure stand in `limits.ATTEMPTS`. A bucket's time begins with its first
    attempt. `now` is the time in seconds.
    """

    def __init__(self, *buckets, now=None):
        self._buckets = buckets if settings.RATE_LIMITS else ()
        self._now = time.time() if now is None else now
        self._counters = []

    def count(self):
        """Raises RateLimited when any of the buckets is full; they count this try all the same.

        While the cache does not answer nothing is counted: people must be let in.
        """
        waits = []
        try:
            for kind, *whose in self._buckets:
                most, seconds = limits.ATTEMPTS[kind]
                until = self._until(_key(kind, whose), seconds)
                if self._take(f"{_key(kind, whose)}.{until}", seconds) > most:
                    waits.append(until - self._now)
        except Exception as fault:
            # Each cache backend fails with errors of its own.
            logger.warning("attempts could not be counted: %s", type(fault).__name__)
            return
        if waits:
            raise RateLimited(_wait(max(waits)), retry_ms=math.ceil(max(waits) * 1000))

    def forgive(self):
        """Take this try back: it was right, and those cost nothing."""
        try:
            while self._counters:
                cache.decr(self._counters.pop())
        except Exception as fault:
            logger.warning("an attempt stays counted: %s", type(fault).__name__)

    def _until(self, key, seconds):
        until = cache.get_or_set(key, int(self._now) + seconds, seconds)
        # It is over; or the clock was set back, and it would not be for long. Clocks of several
        # servers may differ a little.
        if not self._now < until <= self._now + 2 * seconds:
            until = int(self._now) + seconds
            cache.set(key, until, seconds)
        return until

    def _take(self, counter, seconds):
        cache.add(counter, 0, seconds)
        self._counters.append(counter)
        return cache.incr(counter)


def _key(kind, whose):
    # Hashed, since it holds what people typed, and caches refuse keys that are long or odd.
    named = "\0".join(map(str, (kind, *whose)))
    return f"attempts.{sha256(named.encode()).hexdigest()[:32]}"


def _wait(seconds):
    minutes = math.ceil(seconds / 60)
    when = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"That was tried too often. Please try again in {when}."
