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
    `too_long`.
    """
    kept = _by_postgresql if connection.vendor == "postgresql" else _by_sqlite
    began = time.monotonic()
    try:
        with kept():
            yield
    except OperationalError:
        if time.monotonic() - began < limits.SEARCH_MS / 1000:
            raise
        raise Unavailable(too_long, retry_ms=limits.SEARCH_MS) from None


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
