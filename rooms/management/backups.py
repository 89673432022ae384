"""The file of a backup: a zip with the database and, in its manifest, what the database holds."""

import json
import os
import zlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from . import inventory, postgresql, sqlite

FORMAT = 1
MANIFEST = "manifest.json"
NAMES = "chat-*.zip"
MOMENT = "chat-%Y-%m-%d-%H%M%S.zip"
ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
BROKEN = (BadZipFile, zlib.error, ValueError, KeyError, TypeError, EOFError, RuntimeError)


def engine():
    return ENGINES[connection.vendor]


def named_by_moment(folder):
    return Path(folder, timezone.now().strftime(MOMENT))


def make(path):
    """Make a backup at this path; returns its manifest. No file is there before it is whole."""
    made = timezone.now().isoformat(timespec="seconds")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        database, draft = Path(folder, engine().NAME), Path(folder, path.name)
        held = engine().dump(database)
        if not held["rooms"]:
            raise CommandError("There is no chat in this database yet: nothing to back up.")
        manifest = {"format": FORMAT, "made": made, "database": connection.vendor, **held}
        with open(draft, "xb", opener=_for_its_owner) as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as whole:
                whole.writestr(MANIFEST, json.dumps(manifest, indent=1))
                whole.write(database, database.name)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    return manifest


def prune(folder, keep):
    """Delete all backups in a folder that are named by their moment, but for the newest."""
    for path in sorted(Path(folder).glob(NAMES))[:-keep]:
        path.unlink()


@contextmanager
def opened(path):
    """The manifest of a backup, and the path of its database, taken out for as long as needed."""
    with TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
        yield _taken_out(path, folder)


def differences(manifest, found):
    """In sentences, what a restored database has not as its backup had it."""
    return list(inventory.differences(manifest, inventory.of(found)))


def _taken_out(path, folder):
    try:
        with ZipFile(path) as whole:
            manifest = json.loads(whole.read(MANIFEST))
            _must_fit(path, manifest)
            return manifest, Path(whole.extract(engine().NAME, folder))
    except OSError as fault:
        why = (fault.strerror or str(fault)).lower()
        raise CommandError(f"{path} can't be read or taken out: {why}.") from None
    except BROKEN as fault:
        raise CommandError(f"{path} is no backup of a chat, or is damaged: {fault}.") from None


def _must_fit(path, manifest):
    if manifest["format"] != FORMAT or inventory.unknown(manifest, connection):
        raise CommandError(f"{path} was made by a newer version of the chat. Upgrade first.")
    if manifest["database"] != connection.vendor:
        raise CommandError(
            f"{path} is of a chat on {manifest['database']}, and DATABASE_URL names another kind"
            " of database. Restore it into one of its kind; move_to then moves it."
        )
    if not (manifest["made"] and manifest["tables"] and manifest["rooms"]):
        raise ValueError("it tells of nothing")


def _for_its_owner(path, flags):
    return os.open(path, flags, 0o600)
