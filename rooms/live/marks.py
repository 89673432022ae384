"""Markers that people move: gathered, and kept together, as reading is what all do all the time."""

import asyncio

from rooms import limits
from rooms.actions import reading

from . import database


class Marks:
    def __init__(self):
        self._waiting = []
        self._some = asyncio.Event()

    async def keep(self, mark):
        """Return where the marker stands, once this was heeded; None if there is none."""
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, kept))
        self._some.set()
        return await kept

    async def save(self):
        """Keep what has gathered, in one transaction. Returns the seconds to the next one."""
        await self._some.wait()
        self._some.clear()
        waiting, self._waiting = self._waiting, []
        try:
            markers = await database.write(reading.mark, [mark for mark, _ in waiting])
        except Exception as fault:
            for _, kept in waiting:
                if not kept.done():
                    kept.set_exception(fault)
            return limits.MARK_SECONDS
        for mark, kept in waiting:
            if not kept.done():
                kept.set_result(markers.get((mark.user_id, mark.room_id)))
        return limits.MARK_SECONDS
