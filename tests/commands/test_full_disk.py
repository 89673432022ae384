"""A command on a full disk: nothing is done, and whoever typed it hears why."""

import uuid
from collections import deque
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from psycopg import errors as psycopg

from rooms import commands
from rooms.errors import Retry, Unavailable, not_saved

from .typed import groups


@contextmanager
def no_more_room():
    with connection.cursor() as cursor:
        # What other tests have left empty would be room.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can be told to be full")
def test_it_is_told_as_it_is_and_can_be_done_once_there_is_room(transactional_db, ada, lobby):
    calls = (
        commands.Call(ada, lobby.pk, uuid.uuid4(), f"/group create Chess {number}")
        for number in range(2_000)
    )

    with no_more_room(), pytest.raises(Unavailable) as refused:
        deque(map(commands.run, calls), maxlen=0)
    kept = groups()

    assert not refused.value.final
    assert "is there" in commands.run(next(calls)).text
    assert len(groups()) == len(kept) + 1


@pytest.mark.parametrize(
    ("cause", "refusal"),
    [(psycopg.DiskFull, Unavailable), (psycopg.AdminShutdown, Retry), (ValueError, Retry)],
)
def test_postgresql_tells_by_its_code(cause, refusal):
    fault = OperationalError()
    fault.__cause__ = cause()

    assert type(not_saved(fault)) is refusal
