"""Objects that know each other, which only Python's search frees. Sockets and lines leave none, but
here and there something does: a fault with all that it went through, or a layer of others.
"""

import gc

from .counts import counts

FEW = 1_000


class Garbage:
    """Has it searched for when as many sockets are gone as are open: so a search, which looks at
    all there is, costs each of them the same however many there are.
    """

    def __init__(self, access):
        self._access = access
        self._gone_at_last = 0

    async def sweep(self):
        there = len(self._access.everyone())
        gone = counts.opened - there
        if gone - self._gone_at_last >= max(FEW, there):
            self._gone_at_last = gone
            gc.collect()
