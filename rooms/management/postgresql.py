"""How a PostgreSQL database is dumped by its own tools, tried, and put back whole."""

import os
import re
import subprocess
import uuid
from contextlib import contextmanager

from django.core.management import CommandError
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from . import apart, inventory, whole

NAME = "chat.dump"
PATIENCE_MS = 10_000


def dump(path):
    """Dump the database to this file, as it is at one moment; returns the inventory of then.

    Who is signed in is not in it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        without = [f"--exclude-table-data={table}" for table in sorted(inventory.FLEETING)]
        command, where = DatabaseClient.settings_to_cmd_args_env(
            connection.settings_dict,
            [
                "--format=custom",
                "--compress=0",
                f"--snapshot={snapshot}",
                f"--file={path}",
                *without,
            ],
        )
        with _tool("pg_dump", *command[1:], env=os.environ | (where or {})) as dumping:
            dumping.stdout.read()
        return inventory.of(connection)


@contextmanager
def tried(path):
    """A connection to a database that is made for this dump, and gone afterwards."""
    name = f"chat_try_{uuid.uuid4().hex[:8]}"
    config = apart.unpooled(connection.settings_dict)
    with apart.database("maker", config) as maker, maker.cursor() as cursor:
        _make(cursor, name)
        try:
            with apart.database("scratch", config | {"NAME": name}) as scratch:
                with transaction.atomic(scratch.alias):
                    _load(path, scratch)
                yield scratch
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def amiss(scratch):
    """PostgreSQL looks at everything while it takes it in."""
    return ()


def restore(path, settle):
    """Put this dump in the place of the database; `settle(connection)` is a part of it: all or
    nothing.
    """
    with whole.all_or_nothing():
        _empty()
        _load(path, connection)
        settle(connection)


def _make(cursor, name):
    try:
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    except ProgrammingError as fault:
        raise CommandError(
            "To try a backup, PostgreSQL has to let the chat make a database for it, which is"
            f" dropped again. {fault}".strip()
        ) from None


def _empty():
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS:d}")
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'DROP TABLE "{table}" CASCADE')
        cursor.execute("DROP FUNCTION IF EXISTS rooms_search_forget")


def _load(path, target):
    """Do what the dump says, inside the transaction of this connection."""
    keep_out = ("--no-owner", "--no-privileges", "--no-comments")
    with _tool("pg_restore", *keep_out, "--file=-", str(path)) as reading:
        with target.cursor() as cursor:
            _run(cursor, reading.stdout)
            cursor.execute("RESET search_path")


def _run(cursor, lines):
    statements = []
    for line in lines:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            _execute(cursor, statements)
            with cursor.copy(line.decode()) as rows:
                for row in iter(lines.readline, b"\\.\n"):
                    rows.write(row)
        # What begins so is said to psql, and older servers don't know that limit.
        elif not line.startswith((b"\\", b"SET transaction_timeout")):
            statements.append(line)
    _execute(cursor, statements)


def _execute(cursor, statements):
    script = b"".join(statements).decode()
    statements.clear()
    if script.strip():
        cursor.execute(script)


@contextmanager
def _tool(name, *arguments, **more):
    """One of PostgreSQL's programs, whose output is read; what it complains of is raised."""
    _must_be_new_enough(name)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([name, *arguments], **pipes, **more) as process:  # noqa: S603
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        words = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise CommandError(f"{name} can't do it: {words}")


def _must_be_new_enough(name):
    try:
        said = subprocess.check_output([name, "--version"], text=True)  # noqa: S603
    except FileNotFoundError:
        raise CommandError(
            f"The program {name} is not here. It comes with PostgreSQL's own programs; on Debian:"
            " sudo apt install postgresql-client"
        ) from None
    version, needed = int(re.search(r"\d+", said)[0]), connection.pg_version // 10_000
    if version < needed:
        raise CommandError(
            f"This {name} is of PostgreSQL {version}, and the database of {needed}. It takes one"
            f" that is as new; on Debian: sudo apt install postgresql-client-{needed}"
        )
