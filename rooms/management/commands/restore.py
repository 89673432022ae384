from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from rooms.actions import accounts, epochs
from rooms.management import backups, inventory, starting, trial
from rooms.models import Message


class Command(BaseCommand):
    help = "Puts a backup in the place of the chat, while no server runs: all of it or nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what `backup` has made")
        parser.add_argument(
            "--verify", action="store_true", help="only try it: restore it apart, and compare"
        )
        parser.add_argument("--replace", action="store_true", help="give up the chat that is there")

    def handle(self, file, verify, replace, **_):
        if verify:
            self.stdout.write(trial.run(file))
            return
        starting.be_alone()
        starting.must_be_its_own(connection)
        with starting.one_at_a_time(connection), backups.opened(file) as (manifest, database):
            if not replace:
                _must_be_empty()
            _restore(database, manifest)
        self.stdout.write(
            f"The chat is that of {manifest['made']} again, with {inventory.messages(manifest)}"
            " messages. Everybody has to sign in; one-time passwords that were not used yet are"
            " over. The next start of a server brings it up to date."
        )


def _restore(database, manifest):
    def settle(restored):
        amiss = list(inventory.differences(manifest, inventory.of(restored)))
        if amiss:
            raise CommandError("\n".join(["This backup is damaged; nothing was changed.", *amiss]))
        epochs.renew(restored.alias)
        accounts.end_one_time_passwords(restored.alias)

    try:
        backups.engine().restore(database, settle)
    except DatabaseError as fault:
        raise CommandError(
            f"The database can't be restored; nothing was changed. {fault}"
        ) from None


def _must_be_empty():
    people = starting.people(connection)
    if people:
        raise CommandError(
            f"There is a chat already, with {people} people and {Message.objects.count()} messages."
            " With --replace it is given up for the backup; back it up first."
        )
