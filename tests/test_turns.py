"""Work over many rows lets other threads go on in between, and leaves the rows as they are."""

import sys
import threading
import time

import pytest

from rooms import turns

LONG_SECONDS = 100


@pytest.fixture
def nobody_is_interrupted():
    before = sys.getswitchinterval()
    sys.setswitchinterval(LONG_SECONDS)
    yield
    sys.setswitchinterval(before)


def work(seconds):
    """Rows that take so long, all of them together."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        yield 1


def went_on_during(rows):
    """Whether another thread, that is to go on at the first of these rows, has at the last."""
    begun, went_on = threading.Event(), threading.Event()
    other = threading.Thread(target=lambda: begun.wait() and went_on.set())
    other.start()
    rows = iter(rows)
    next(rows), begun.set()
    for _ in rows:
        pass
    meanwhile = went_on.is_set()
    other.join()
    return meanwhile


def test_another_thread_goes_on_between_the_rows(nobody_is_interrupted):
    long = 100 * turns.TURN_SECONDS

    assert went_on_during(turns.taken(work(long)))
    assert not went_on_during(work(long))


@pytest.mark.parametrize("count", [0, 1, 10_000])
def test_the_rows_come_as_they_are(count):
    assert list(turns.taken(range(count))) == list(range(count))
