"""ejabberd, in Erlang: rooms with their archive in SQLite."""

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from tests.own import free_port

from .peer import filled_in, program
from .xmpp import Xmpp

LIBRARIES = "/usr/lib/x86_64-linux-gnu"
MICROSECONDS = 1_000_000


class Ejabberd(Xmpp):
    key, name = "ejabberd", "ejabberd"
    durable = "on the disk (SQLite's journal)"
    needs = {"ejabberdctl": "ejabberd erlang-p1-sqlite3"}

    @contextmanager
    def serving(self, folder):
        self.port = free_port()
        settings = filled_in("ejabberd.yml", folder, port=self.port)
        env = os.environ | {
            **{"HOME": str(folder), "SPOOL_DIR": str(folder), "ERL_LIBS": LIBRARIES},
            **{"EJABBERD_CONFIG_PATH": str(settings), "ERL_CRASH_DUMP_BYTES": "0"},
            **{"EJABBERD_LOG_PATH": str(Path(folder, "ejabberd.log"))},
            "CONTRIB_MODULES_CONF_DIR": str(Path(folder, "none")),
        }
        erlang = ("erl", "+K", "true", "+P", "250000", "-noshell", "-noinput", "-mnesia", "dir")
        command = (*erlang, f'"{folder}/mnesia"', "-s", "ejabberd")
        with program(*command, port=self.port, folder=folder, env=env) as process:
            self.process = process
            yield self

    def copy(self, folder, count):
        """Older ones, so that the order stays."""
        with sqlite3.connect(Path(folder, "ejabberd.db")) as archive:
            columns = [name for _, name, *_ in archive.execute("PRAGMA table_info(archive)")]
            columns.remove("id")
            names, time = ", ".join(columns), columns.index("timestamp")
            [first] = archive.execute(f"SELECT {names} FROM archive WHERE username LIKE 'hall@%'")
            begin = first[time] - (count + 1) * MICROSECONDS
            rows = (
                (*first[:time], begin + n * MICROSECONDS, *first[time + 1 :]) for n in range(count)
            )
            places = ", ".join("?" * len(columns))
            archive.executemany(f"INSERT INTO archive ({names}) VALUES ({places})", rows)
