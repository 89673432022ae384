"""What a server claims while it runs, its folder and its database: some chats bear only one."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.db import connection

CLAIM = 0x73657276
CONNECT_SECONDS = 5
# Hardly anything is said on the connection: neither may a limit on silence end it, nor may it
# outlive for hours a machine that is gone.
QUIET = """
SET idle_session_timeout = 0; SET tcp_keepalives_idle = 20;
SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
"""

_folders_held = []
_database_held = None


def must_be_alone():
    """Whether two servers would be two chats (nothing between them), or spoil one file."""
    return not settings.REDIS_URLS or connection.vendor == "sqlite"


def take_folder(alone):
    """Hold the folder until this process ends, `alone` or with others. False when that can't be,
    for another server. Only servers ask, and what must run beside none.
    """
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    for folder in _folders():
        lock = Path(folder, "lock").open("a")
        _folders_held.append(lock)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def take_database(alone):
    """The same for a PostgreSQL, which servers in other folders may use; SQLite has its folder."""
    if connection.vendor != "postgresql":
        return True
    # The lock lasts as long as its connection, so it has one of its own.
    global _database_held
    take = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    where = {"connect_timeout": CONNECT_SECONDS} | connection.get_connection_params()
    with connection.wrap_database_errors:
        _database_held = connection.Database.connect(**where, autocommit=True)
        _database_held.execute(QUIET)
        return _database_held.execute(f"SELECT {take}({CLAIM})").fetchone()[0]


def keep_database():
    """Take it again where the connection of the claim broke, as when PostgreSQL starts anew.

    False when another server came meanwhile: this one goes on, for it was let in.
    """
    if _database_held is None:
        return True
    try:
        _database_held.execute("SELECT 1")
        return True
    except connection.Database.Error:
        return take_database(must_be_alone())


def _folders():
    folders = {settings.DATA_DIR}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).resolve().parent)
    return folders
