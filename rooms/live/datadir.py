"""The folder that a server works in: some chats may have only one server there."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.db import connection

_held = []


def must_be_alone():
    """Whether two servers would be two chats (nothing between them), or spoil one file."""
    return not settings.REDIS_URL or connection.vendor == "sqlite"


def take():
    """Hold the folder until this process ends. False when that can't be, for another server.

    Servers that can share it share it; other programs never ask.
    """
    kind = fcntl.LOCK_EX if must_be_alone() else fcntl.LOCK_SH
    for folder in _folders():
        lock = Path(folder, "lock").open("a")
        _held.append(lock)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _folders():
    folders = {settings.DATA_DIR}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).resolve().parent)
    return folders
