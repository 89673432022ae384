"""How the chat uses a database, wherever it is."""


def used(found):
    """The settings of a database with what the chat needs of it."""
    if found["ENGINE"].endswith("sqlite3"):
        own = {
            # Without IMMEDIATE, what reads and then writes fails at once beside another writer.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        }
        return found | {"ENGINE": "chatsite.sqlite3", "OPTIONS": own}
    pool = {"pool": {"min_size": 1, "max_size": 16, "timeout": 5}}
    options = found.get("OPTIONS", {}) | pool
    return found | {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
