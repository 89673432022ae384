"""A pgbouncer of a test's own, before the PostgreSQL that tests have."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from ..own import HERE, Own, Redis

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
NO_POOLER = "" if PROGRAM else "pgbouncer"
SETTINGS = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = {here}
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
"""


class Pooler(Own):
    @classmethod
    def of(cls, address, mode):
        """A kind of server for `own`: one that leads to this database."""
        return type("Pooler", (cls,), {"address": urlsplit(address), "mode": mode})

    def __init__(self, folder):
        super().__init__(folder)
        if os.geteuid() == 0:
            # It refuses to be root's.
            self.user = "postgres"
            shutil.chown(folder, self.user)
        there = {"host": self.address.hostname, "port": self.address.port or 5432}
        there |= {"user": self.address.username, "here": HERE, "own_port": self.port}
        Path(folder, "settings").write_text(SETTINGS.format(mode=self.mode, **there))

    @property
    def url(self):
        return f"postgres://{self.address.username}@{HERE}:{self.port}{self.address.path}"

    def command(self):
        return [PROGRAM, "settings"]

    answers = Redis.answers
