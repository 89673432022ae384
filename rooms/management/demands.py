"""What the chat needs of a PostgreSQL, so that its promises hold there."""

from django.core.management import CommandError
from django.db import connection

from rooms.live import claims

A_SERVERS_CONNECTIONS = 17
SET = "ALTER DATABASE {database} SET {setting} = '{right}';"
# What each may be, the best first; why, and what to do.
NEEDED = {
    "synchronous_commit": (
        ["on", "remote_apply", "remote_write", "local"],
        "It answers before it has written (synchronous_commit is off), so when it dies lines are"
        " lost that were acknowledged. Please have it wait: " + SET,
    ),
    "fsync": (
        ["on"],
        "It does not wait for the disk (fsync is off), so with its machine all can be lost."
        " Please set fsync to on in its postgresql.conf and let it read that again.",
    ),
    "server_encoding": (
        ["UTF8"],
        "It can't keep all that people write, as its encoding is {value}. Please make another one"
        " for the chat: createdb --encoding UTF8 --template template0",
    ),
    "default_transaction_isolation": (
        ["read committed"],
        "Its transactions are set to be {value}, so people who write at the same time would fail."
        " Please set it back: " + SET,
    ),
    "transaction_read_only": (
        ["off"],
        "It can only be read. If it is a copy of another one, please name that one; else:"
        " ALTER DATABASE {database} SET default_transaction_read_only = off;",
    ),
}
POOLED = (
    "DATABASE_URL leads to a pooler that gives each transaction another connection, and a server's"
    " claim to the database would be lost with the first. Please name PostgreSQL itself, or have"
    " the pooler keep one connection for each session (pgbouncer: pool_mode = session)."
)
CONNECTIONS = """
SELECT least(
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
  (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user))
"""


def must_be_met():
    """Refuse a PostgreSQL on which acknowledged lines would be lost, or claims, or writers fail."""
    if connection.vendor != "postgresql":
        return
    if not claims.can_be_kept():
        raise CommandError(POOLED)
    for setting, (right, why) in NEEDED.items():
        value = _asked(f"SELECT current_setting('{setting}')")
        if value not in right:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            words = why.format(value=value, setting=setting, right=right[0], database=name)
            raise CommandError(f"The database that DATABASE_URL names can't be used. {words}")


def too_few_connections(workers):
    """A sentence if so many workers may want more connections than PostgreSQL gives, else None."""
    if connection.vendor != "postgresql":
        return None
    most, wanted = _asked(CONNECTIONS), workers * A_SERVERS_CONNECTIONS
    if wanted <= most:
        return None
    return (
        f"{workers} workers may want {wanted} connections at busy times, and PostgreSQL gives them"
        f" {most}: more of them would find that nothing can be stored. Please raise its"
        " max_connections (or the limit of the database or its user), or have fewer workers."
    )


def _asked(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
