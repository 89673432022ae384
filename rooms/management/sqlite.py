"""How a SQLite file is copied while it is used, tried, and put back whole."""

import sqlite3
import time
from contextlib import closing

from django.core.management import CommandError
from django.db import connection

from rooms.search import index

from . import apart, inventory

NAME = "chat.sqlite3"
PATIENCE_SECONDS = 10


def dump(path):
    """Copy the database to this file, as it is at one moment; returns the copy's inventory.

    What was deleted is not in it, nor who is signed in.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with apart.database("copy", _at(path)) as copy:
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
            for table in sorted(inventory.FLEETING & set(copy.introspection.table_names(cursor))):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        return inventory.of(copy)


def tried(path):
    """A connection to this copy, by itself."""
    return apart.database("scratch", _at(path))


def amiss(scratch):
    """In sentences, what is broken in the file itself."""
    with scratch.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (found,) in cursor.fetchall():
            if found != "ok":
                yield f"SQLite says: {found}."
    if not index.missing(scratch) and index.differs(scratch):
        yield "The index of the search holds other words than the messages."


def restore(path, settle):
    """Put this copy in the database's place, after `settle(its connection)`: all or nothing."""
    with tried(path) as scratch:
        settle(scratch)
    connection.close()
    place = connection.settings_dict["NAME"]
    with (
        connection.wrap_database_errors,
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(place)) as target,
    ):
        # One transaction of the database itself, which a kill undoes.
        source.backup(target, progress=_patience())
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _at(path):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def _patience():
    end = time.monotonic() + PATIENCE_SECONDS

    def wait(status, *_):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise CommandError("Something else writes to the database. Nothing was changed.")

    return wait
