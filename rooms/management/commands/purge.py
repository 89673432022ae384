from django.core.management import BaseCommand

from rooms import limits
from rooms.actions import tombstones


class Command(BaseCommand):
    help = "Removes for good what was deleted so long ago that nobody can restore it any more."
    requires_system_checks = []

    def handle(self, **_):
        gone = tombstones.counted(tombstones.purge()) or "nothing"
        self.stdout.write(f"Deleted more than {limits.RESTORE_DAYS} days ago, gone now: {gone}.")
