"""The last ten minutes of each server, as operators see them.

Each server keeps its own, and leaves a copy in the cache that all of them share.
"""

import asyncio
import os
import socket
import time
from collections import deque
from contextlib import suppress

from django.core.cache import cache

from rooms import limits
from rooms.models import Lease

from .counts import counts
from .figures import Figures

KEPT_SECONDS = 3 * limits.WATCH_SECONDS


class Watch:
    def __init__(self, chat):
        self.id = chat.id
        self._figures = Figures(chat)
        self._points = deque(maxlen=limits.WATCHED_POINTS)
        self._at = time.time()

    async def look(self):
        """Keep a point, and leave a copy of all where other servers find it."""
        self._points.append(self._figures.next())
        self._at = time.time()
        # Without the cache the other servers show themselves alone.
        with suppress(Exception):
            await asyncio.to_thread(cache.set, key(self.id), self.shown(), KEPT_SECONDS)

    async def feel_lag(self):
        """How much later than it should this comes to its turn, others come too."""
        # Not the loop's clock, which may stand still while the loop is busy.
        due = time.monotonic() + limits.LAG_SECONDS
        await asyncio.sleep(limits.LAG_SECONDS)
        counts.lags.add(max(time.monotonic() - due, 0))

    def shown(self):
        return {
            "id": short(self.id),
            "name": f"{socket.gethostname()}, process {os.getpid()}",
            "at": self._at,
            "points": list(self._points),
        }


def servers(chat):
    """(what is known of each server that lives, of how many nothing is); `chat` needs no cache."""
    own = [chat.watch.shown()] if chat else []
    others = Lease.objects.live().exclude(pk=chat and chat.id)
    keys = [key(pk) for pk in others.values_list("pk", flat=True)]
    found = {}
    with suppress(Exception):
        found = cache.get_many(keys)
    known = sorted([*own, *found.values()], key=lambda server: server["id"])
    return known, len(keys) - len(found)


def key(id):
    return f"figures.{id}"


def short(id):
    """What a server is called: in its logs, its figures and its metrics."""
    return str(id)[:8]
