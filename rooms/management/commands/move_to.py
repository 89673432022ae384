from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection, transaction

from chatsite import databases, environment
from rooms.actions import epochs, moving
from rooms.management import apart, inventory, starting, whole

# The servers that keep leases are stopped; who has signed in stays so.
LEFT_BEHIND = frozenset({"rooms_lease", "rooms_connection"})
TARGET = "target"


class Command(BaseCommand):
    help = "Moves the chat into another database, while no server runs: all of it or nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address", help="such as postgres://user:password@host:5432/name")

    def handle(self, address, **_):
        config = _config(address)
        starting.be_alone()
        with apart.database(TARGET, config) as target:
            try:
                _must_be_empty(target)
                for name in (connection.alias, TARGET):
                    call_command("migrate", database=name, interactive=False, verbosity=0)
                moved = _move(target)
            except (DatabaseError, ValueError) as fault:
                raise CommandError(f"Nothing was moved. {fault}".strip()) from None
        self.stdout.write(
            f"Moved and compared: {inventory.messages(moved)} messages in {len(moved['rooms'])}"
            f" rooms, and all rows of {len(moved['tables'])} other tables. Now name the new place"
            " in DATABASE_URL, and start the servers. The old database is as it was."
        )


def _config(address):
    try:
        config = databases.used(environment.database_at(address, "The new address"))
    except ImproperlyConfigured as fault:
        raise CommandError(str(fault)) from None
    here = connection.settings_dict
    if all((config.get(part) or "") == here[part] for part in ("NAME", "HOST", "PORT")):
        raise CommandError("The chat is there already.")
    return apart.unpooled(config)


def _must_be_empty(target):
    starting.must_be_its_own(target)
    if starting.people(target):
        raise CommandError("There is a chat in the new database already. Give this one another.")


def _move(target):
    models = inventory.kept(apps, but=LEFT_BEHIND)
    with transaction.atomic(), whole.all_or_nothing(TARGET):
        moving.copy(models, connection.alias, TARGET)
        target.check_constraints()
        was = inventory.of(connection, but=LEFT_BEHIND)
        now = inventory.of(target, but=LEFT_BEHIND)
        amiss = [*inventory.differences(was, now), *inventory.holes(target)]
        if amiss:
            raise CommandError("\n".join(["Nothing was moved, as it came out otherwise.", *amiss]))
        epochs.renew(TARGET)
    return now
