"""What every server does before it serves."""

import fcntl
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from chatsite import environment, static
from rooms.actions import accounts
from rooms.live import claims
from rooms.models import User

from . import demands, inventory

ADVISORY_LOCK = 0x63686174


def keep_to_limits(host):
    """Refuse to listen where others can come while nothing is counted, or faults show settings."""
    if environment.is_loopback(host):
        return
    for risk, is_taken in (
        ("RATE_LIMITS can only be off", not settings.RATE_LIMITS),
        ("DEBUG can only be on", settings.DEBUG),
    ):
        if is_taken:
            raise CommandError(f"{risk} where this machine alone can come, and not at {host}.")


def keep_together(workers):
    """Refuse to be several where they would be several chats."""
    if workers < 1:
        raise CommandError(f"There can't be {workers} workers: one is the least.")
    if workers > 1 and claims.must_be_alone():
        needed = []
        if connection.vendor == "sqlite":
            needed.append("a PostgreSQL, named by DATABASE_URL (a SQLite file serves one process)")
        if not settings.REDIS_URLS:
            needed.append("a Redis, named by REDIS_URL")
        raise CommandError(
            f"{workers} workers without what they share would be {workers} separate chats. They"
            f" need {', and '.join(needed)}. A single worker does without."
        )


def take_its_place():
    """Refuse to be a second server where there may be one only."""
    alone = claims.must_be_alone()
    if not _took_folder(alone):
        raise CommandError(
            f"Another server already runs on {settings.DATA_DIR}, and two would be two separate"
            " chats. Stop it first, or give this one a DATA_DIR of its own. Several servers for"
            " one chat need DATABASE_URL (PostgreSQL) and REDIS_URL."
        )
    with _database_does_what_is_asked():
        demands.must_be_met()
    if not _took_database(alone):
        raise CommandError(
            "Another server already runs on the database that DATABASE_URL names, and without"
            " REDIS_URL the two would not hear each other. Give each of them the same REDIS_URL,"
            " or stop the other one first."
        )
    with _database_does_what_is_asked():
        if not claims.is_of_one_key():
            raise CommandError(
                "Another server runs on this database with another SECRET_KEY, and people who sign"
                " in at the one would be strangers at the other. Give all of them the same"
                " SECRET_KEY; each DATA_DIR has made its own where none was set. To change it, stop"
                " all of them first."
            )


def be_alone():
    """Refuse to go on beside a server; none can start until this process ends."""
    if not (_took_folder(alone=True) and _took_database(alone=True)):
        raise CommandError("A server is running on this chat. Stop all of its servers first.")


def must_be_its_own(connection):
    """Refuse a database in which something else lives too."""
    strange = inventory.strangers(connection)
    if strange:
        raise CommandError(
            f"The database holds something else: {', '.join(strange[:5])}. Give the chat a database"
            " of its own."
        )


def people(connection):
    """How many people a database knows, be there tables or not."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    there = User._meta.db_table in tables
    return User.objects.using(connection.alias).count() if there else 0


def prepare():
    """Bring tables and static files up to date, one server at a time."""
    with _database_does_what_is_asked():
        call_command("migrate", interactive=False, verbosity=0)
    with _folder_alone():
        static.collect()


def keep_to_prepared():
    """Refuse to serve on tables that are older than the program; static files may be.

    Workers of the old program may still serve, and are not promised to work on new tables.
    """
    with _database_does_what_is_asked(), one_at_a_time(connection):
        plan = MigrationExecutor(connection)
        if plan.migration_plan(plan.loader.graph.leaf_nodes()):
            raise CommandError(
                "The program is newer than the tables, so all workers have to stop and start"
                " together: please restart the chat."
            )
        static.collect()


def first_steps():
    """What a server says while it has no operator yet, as lines; none once it has."""
    try:
        is_awaited = accounts.set_up_open()
    except DatabaseError:
        return ["There are no tables yet: python manage.py migrate makes them."]
    finally:
        connection.close()
    if not is_awaited:
        return []
    return [
        "Nobody is here yet. Open it and make the first account, the operator's, with this code:",
        f"  {accounts.set_up_code()}",
    ]


def _took_folder(alone):
    try:
        return claims.take_folder(alone)
    except OSError as fault:
        raise CommandError(
            f"The file {fault.filename} can't be opened: {fault.strerror.lower()}. The chat needs"
            " it, and the folder that it lies in; please look at DATA_DIR and DATABASE_URL."
        ) from None


def _took_database(alone):
    with _database_does_what_is_asked():
        return claims.take_database(alone)


@contextmanager
def _database_does_what_is_asked():
    try:
        yield
    except DatabaseError as fault:
        raise CommandError(
            f"The database does not do what is asked of it; please look at DATABASE_URL. {fault}"
        ) from None
    finally:
        connection.close()


@contextmanager
def one_at_a_time(connection):
    """Nobody else brings this database up to date meanwhile: whoever comes later waits."""
    with _folder_alone():
        if connection.vendor != "postgresql":
            yield
            return
        # Servers on other machines share the database and not the folder.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                yield
            finally:
                # A connection that was lost has let go of it.
                with suppress(InterfaceError, OperationalError):
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


@contextmanager
def _folder_alone():
    with Path(settings.DATA_DIR, "starting").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
