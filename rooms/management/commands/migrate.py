from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from rooms.management import starting


class Command(migrate.Command):
    """Django's own, one at a time, and so that it can be killed at any moment and called again."""

    def handle(self, *args, database, **options):
        with starting.one_at_a_time(connections[database]):
            super().handle(*args, database=database, **options)


class Executor(MigrationExecutor):
    """Writes down that a migration was run in the transaction that runs it.

    Django does it just after, where indexes are made at the end: killed in between, it would make
    the same tables once more at the next start, and fail.
    """

    def apply_migration(self, state, migration, *args, **more):
        with self._whole(migration):
            return super().apply_migration(state, migration, *args, **more)

    def unapply_migration(self, state, migration, *args, **more):
        with self._whole(migration):
            return super().unapply_migration(state, migration, *args, **more)

    @contextmanager
    def _whole(self, migration):
        if not migration.atomic:
            yield
            return
        # SQLite makes tables anew with keys unchecked, and can't begin that inside a transaction.
        with self.connection.constraint_checks_disabled():
            with transaction.atomic(self.connection.alias):
                yield


# Where Django's command looks for it.
migrate.MigrationExecutor = Executor
