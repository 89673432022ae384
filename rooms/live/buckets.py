"""How fast one person may act: a token bucket for each kind of request, over all their sockets.

Kept as the time at which the bucket will be full again (the "generic cell rate algorithm", as
in ITU-T I.371): one number per person and kind.
"""

import time

from rooms import limits

SWEEP = 10_000


class Buckets:
    """Kept by this process alone."""

    shared = False

    def __init__(self, clock=time.monotonic, buckets=None):
        self._clock = clock
        self._buckets = limits.BUCKETS if buckets is None else buckets
        self._full_at = {}

    def take(self, user_id, kind):
        """Take one token. Returns 0, or the milliseconds after which there will be one."""
        if kind not in self._buckets:
            return 0
        per_second, burst = self._buckets[kind]
        now = self._clock()
        full_at = max(self._full_at.get((user_id, kind), now), now)
        wait = full_at - now - (burst - 1) / per_second
        if wait > 1e-9:
            return max(1, int(wait * 1000))
        self._full_at[user_id, kind] = full_at + 1 / per_second
        if len(self._full_at) > SWEEP:
            self._forget_full(now)
        return 0

    async def close(self):
        """Nothing to give back."""

    def _forget_full(self, now):
        self._full_at = {key: at for key, at in self._full_at.items() if at > now}
