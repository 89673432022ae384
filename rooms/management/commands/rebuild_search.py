from django.core.management import BaseCommand
from django.db import connection

from rooms.actions import indexing
from rooms.search import index


class Command(BaseCommand):
    help = (
        "Makes anew what searches go by, where it is of other words; beside a running server, in"
        " small steps. Broken off, it goes on from the number that it said last: --after 1234"
    )

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, help="the id of the last message done")
        parser.add_argument(
            "--all",
            action="store_true",
            help="every message, then the whole index; on SQLite nobody can post meanwhile",
        )

    def handle(self, after, all, **_):
        index.ensure()
        made = 0
        while True:
            last, renewed = indexing.renew(after, every=all)
            if last is None:
                break
            after, made = last, made + renewed
            if renewed:
                self.stdout.write(f"{after}: {made} made anew")
        if all:
            index.refill(connection)
        self.stdout.write(f"Everything up to message {after} can be found; {made} made anew.")
