"""Looking through much that was said: given up after a while, so that nobody keeps the database."""

import time
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from rooms import limits
from rooms.errors import Unavailable

STEPS = 10_000


@contextmanager
def in_time(too_long):
    """No question in here takes longer than SEARCH_MS: Unavailable is raised then, which says
    `too_long`. Gives what hands out rows one by one, as long as there is time for work on them.
    """
    kept = _by_postgresql if connection.vendor == "postgresql" else _by_sqlite
    end = time.monotonic() + limits.SEARCH_MS / 1000
    refusal = Unavailable(too_long, retry_ms=limits.SEARCH_MS)

    def each(rows):
        for row in rows:
            if time.monotonic() > end:
                raise refusal
            yield row

    try:
        with kept():
            yield each
    except OperationalError:
        if time.monotonic() < end:
            raise
        raise refusal from None


@contextmanager
def _by_postgresql():
    with transaction.atomic(), connection.cursor() as cursor:
        # To read the whole table pays for other questions only.
        cursor.execute(
            f"SET LOCAL statement_timeout = {limits.SEARCH_MS:d}; SET LOCAL enable_seqscan = off"
        )
        yield


@contextmanager
def _by_sqlite():
    connection.ensure_connection()
    end = time.monotonic() + limits.SEARCH_MS / 1000
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
