"""Whether this server can do its work, and what is missing where it can't."""

import asyncio
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rooms import limits

from . import database

OLD_TABLES = (
    "Its tables are not those of this program: python manage.py migrate brings them up to date."
)
SILENT = {"database": "The database does not answer.", "redis": "Redis does not answer."}


class Readiness:
    """Asks each part once at a time, however many want to know, and no more than once a second."""

    def __init__(self, chat):
        self._chat = chat
        self._answers = {}

    async def look(self):
        """What is not ready: {part: why, in a sentence}."""
        if self._chat.stopping:
            return {"server": "It is about to stop."}
        parts = {"database": _tables}
        if settings.REDIS_URLS:
            parts["redis"] = self._redis
        whys = await asyncio.gather(*(self._asked(part, work) for part, work in parts.items()))
        return {part: why for part, why in zip(parts, whys, strict=True) if why}

    async def _asked(self, part, work):
        if part not in self._answers:
            task = self._answers[part] = self._chat.tasks.start(_tried(part, work))
            task.add_done_callback(lambda _: self._forget_soon(part))
        try:
            async with asyncio.timeout(limits.READY_SECONDS):
                return await asyncio.shield(self._answers[part])
        except TimeoutError:
            return SILENT[part]

    def _forget_soon(self, part):
        loop = asyncio.get_running_loop()
        loop.call_later(limits.READY_AGAIN_SECONDS, self._answers.pop, part, None)

    async def _redis(self):
        answer = getattr(self._chat.layer, "answer", None)
        if answer is not None:
            async with asyncio.timeout(limits.READY_SECONDS):
                await answer()


async def _tried(part, work):
    try:
        return await work()
    except Exception:
        return SILENT[part]


async def _tables():
    return await database.read(_tables_are_old)


def _tables_are_old():
    return (
        OLD_TABLES if _wanted() - MigrationRecorder(connection).applied_migrations().keys() else ""
    )


@cache
def _wanted():
    return MigrationLoader(None).disk_migrations.keys()
