import os
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from rooms.management import backups, inventory, trial


class Command(BaseCommand):
    help = "Backs the chat up into one file, while it is used."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "place",
            nargs="?",
            help="a folder, or a file; if none, backups in DATA_DIR",
        )
        parser.add_argument("--verify", action="store_true", help="restore it apart, and compare")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="then leave only the N newest in the folder"
        )

    def handle(self, place, verify, keep, **_):
        folder = _folder(place)
        if keep is not None and (keep < 1 or not folder):
            raise CommandError("--keep takes a number from 1 on, and a folder instead of a file.")
        path = backups.named_by_moment(folder) if folder else Path(place)
        if path.exists():
            raise CommandError(f"{path} is there already, and is left as it is.")
        self.stdout.write(_made(path))
        if verify:
            self.stdout.write(trial.run(path))
        if keep:
            backups.prune(folder, keep)


def _folder(place):
    """The folder that is meant, or None where it is a file."""
    if place is None:
        return Path(settings.DATA_DIR, "backups")
    return Path(place) if place.endswith(os.sep) or Path(place).is_dir() else None


def _made(path):
    try:
        manifest = backups.make(path)
    except OSError as fault:
        why = (fault.strerror or str(fault)).lower()
        raise CommandError(f"No backup could be written to {path}: {why}.") from None
    except DatabaseError as fault:
        raise CommandError(f"The database can't be backed up. {fault}") from None
    return (
        f"{inventory.messages(manifest)} messages in {len(manifest['rooms'])} rooms, and all else"
        f" that is kept, are in {path}. Not in it: the secret key, and who is signed in."
    )
