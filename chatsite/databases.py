"""How the chat uses a database, wherever it is."""

# Of the file, in each of nine threads. SQLite's own 2 MiB make nothing faster: what was read lately
# is in the system's memory anyway.
CACHE_KIB = 512
PRAGMAS = "journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KIB}"


def used(found):
    """The settings of a database with what the chat needs of it."""
    if found["ENGINE"].endswith("sqlite3"):
        own = {
            # Without IMMEDIATE, what reads and then writes fails at once beside another writer.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "".join(f"PRAGMA {one};" for one in PRAGMAS),
        }
        return found | {"ENGINE": "chatsite.sqlite3", "OPTIONS": own}
    # Who has SQLite loads nothing of PostgreSQL.
    from .postgresql import Connection

    pool = {"connection_class": Connection, "min_size": 1, "max_size": 16, "timeout": 5}
    options = found.get("OPTIONS", {}) | {"pool": pool}
    return found | {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
