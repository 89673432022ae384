"""A backup that is tried: restored apart from the chat, and compared with its manifest."""

from django.core.management import CommandError

from . import backups, inventory


def run(path):
    """Try the backup at this path; returns in a sentence what was compared, or raises."""
    engine = backups.engine()
    with backups.opened(path) as (manifest, database), engine.tried(database) as scratch:
        amiss = [
            *inventory.differences(manifest, inventory.of(scratch)),
            *inventory.holes(scratch),
            *engine.amiss(scratch),
        ]
    if amiss:
        raise CommandError("\n".join([f"{path} is not what it should be.", *amiss]))
    rooms, tables = len(manifest["rooms"]), len(manifest["tables"])
    return (
        f"Restored apart and compared: {inventory.messages(manifest)} messages in {rooms} rooms,"
        f" word for word and each number once, and all rows of {tables} other tables. It is whole."
    )
