"""A lock for each of very many: there only while somebody holds it, or waits for it."""

import asyncio
from weakref import WeakValueDictionary


class Locks:
    def __init__(self):
        self._used = WeakValueDictionary()

    def of(self, key):
        return self._used.setdefault(key, asyncio.Lock())
