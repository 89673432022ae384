"""Prosody, in Lua: rooms with their archive in SQLite."""

import sqlite3
from contextlib import contextmanager
from pathlib import Path

from tests.own import free_port

from .peer import filled_in, program
from .xmpp import Xmpp


class Prosody(Xmpp):
    key, name = "prosody", "Prosody"
    durable = "on the disk (SQLite's journal)"
    needs = {"prosody": "prosody lua-dbi-sqlite3 lua-event"}

    @contextmanager
    def serving(self, folder):
        self.port = free_port()
        settings = filled_in("prosody.cfg.lua", folder, port=self.port)
        prosody = ("prosody", "-F", "--config", str(settings))
        with program(*prosody, port=self.port, folder=folder) as process:
            self.process = process
            yield self

    def copy(self, folder, count):
        """Older ones, so that the order stays."""
        columns = 'host, user, store, key, "when", "with", type, value'
        with sqlite3.connect(Path(folder, "prosody.sqlite")) as archive:
            [first] = archive.execute(f"SELECT {columns} FROM prosodyarchive WHERE user = 'hall'")
            archive.execute("DELETE FROM prosodyarchive WHERE user = 'hall'")
            rows = (
                (*first[:3], f"filled-{n:08}", first[4] - count + n, *first[5:])
                for n in range(count)
            )
            archive.executemany(
                f"INSERT INTO prosodyarchive ({columns}) VALUES (?,?,?,?,?,?,?,?)", rows
            )
