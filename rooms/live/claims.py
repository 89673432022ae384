"""What a server claims while it runs, its folder and its database: some chats bear only one."""

import fcntl
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

CLAIM = 0x73657276
KEY_CLAIM = 0x6B657973
# How often two connections are asked whose they are, as a pooler may answer each time otherwise.
TRIES = 5
CONNECT_SECONDS = 5
# Hardly anything is said on the connection: neither may a limit on silence end it, nor may it
# outlive for hours a machine that is gone.
OWN_PID = "SELECT pg_backend_pid()"
OTHER_KEYS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND datname = current_database()
AND classid = %s AND objid <> %s AND objsubid = 2
"""
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
    with connection.wrap_database_errors:
        _database_held = _connected()
        _database_held.execute(QUIET)
        _database_held.execute("SELECT pg_advisory_lock_shared(%s, %s)", [KEY_CLAIM, _key_mark()])
        return _database_held.execute(f"SELECT {take}({CLAIM})").fetchone()[0]


def is_of_one_key():
    """Whether all servers on the database, which this one has taken, sign with the same key."""
    if _database_held is None:
        return True
    with connection.wrap_database_errors:
        asked = _database_held.execute(OTHER_KEYS, [KEY_CLAIM, _key_mark()])
        return not asked.fetchone()[0]


def can_be_kept():
    """Whether a claim on the database would stay: a pooler that lends its connections for one
    transaction each gives it away with the next, and two of ours turn out to be one.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.wrap_database_errors, _connected() as one, _connected() as other:
        asked = ([each.execute(OWN_PID).fetchone() for each in (one, other)] for _ in range(TRIES))
        return all(mine != theirs for mine, theirs in asked)


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


def _connected():
    where = {"connect_timeout": CONNECT_SECONDS} | connection.get_connection_params()
    return connection.Database.connect(**where, autocommit=True)


def _key_mark():
    """What tells of the key only whether it is the same."""
    digest = sha256(f"claim {settings.SECRET_KEY}".encode()).digest()
    return int.from_bytes(digest[:4]) >> 1


def _folders():
    folders = {settings.DATA_DIR}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).resolve().parent)
    return folders
