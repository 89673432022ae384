"""The one file that locks counters and gives out numbers.

A room's counter is locked, used and saved inside one transaction, so per room the order of the
numbers is the order of the commits, and nobody can read number k before everything up to k.
Locks are taken late and always in one order: rooms by id, then people by id.
"""

import threading
from collections import deque
from contextlib import contextmanager

from django.db import connection, transaction

from rooms import limits
from rooms.errors import NotFound
from rooms.models import RoomSeq, User, UserSeq, each
from rooms.models.composed import Composed

_counters = Composed(
    lambda rooms: (
        RoomSeq.objects.filter(room__among=rooms)
        .order_by("room")
        .values_list("room", "last_seq")
        .select_for_update()
    )
)
_people = Composed(
    lambda ids: User.objects.filter(pk__among=ids).order_by("pk").values_list("pk", "is_active")
)


class Turn:
    """A fair lock: threads get it in the order in which they asked.

    SQLite lets one writer in at a time and lets the others race: without turns an occasional
    writer beside a busy one waits for seconds.
    """

    def __init__(self):
        self._guard = threading.Lock()
        self._waiting = deque()
        self._taken = False

    def __enter__(self):
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, *_):
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_turn = Turn()


@contextmanager
def writing():
    """One transaction that writes, bounded in the time that it may wait or stand still."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with _turn, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            _bound_the_wait()
            yield


class Counter:
    """A room's counter while it is locked: `take()` gives the next number."""

    def __init__(self, room_id, last):
        self.room_id = room_id
        self.last = self._saved = last

    def take(self):
        self.last += 1
        return self.last

    @property
    def is_saved(self):
        return self.last == self._saved


@contextmanager
def locked(room_ids):
    """One transaction with these rooms' counters locked: {room id: Counter}, for those that exist.

    What was taken from the counters is saved at the end; if anything raises, nothing happened.
    """
    with writing():
        counters = {pk: Counter(pk, last) for pk, last in _counters.tuples(set(room_ids))}
        yield counters
        _save(counter for counter in counters.values() if not counter.is_saved)


def _save(counters):
    # In one go: composed by Django for each room, it takes a tenth of what a line costs.
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE rooms_roomseq SET last_seq = %s WHERE room_id = %s",
            [(counter.last, counter.room_id) for counter in counters],
        )


@contextmanager
def next_in(room):
    """One transaction with this room's counter locked. Raises NotFound if it is gone."""
    with locked([room.pk]) as counters:
        if room.pk not in counters:
            raise NotFound()
        yield counters[room.pk]


def people(user_ids):
    """{id: is active} of these people, none of whom can be deactivated before this commits."""
    share = " FOR SHARE" if connection.vendor == "postgresql" else ""
    return {pk: bool(active) for pk, active in _people.tuples(set(user_ids), more=share)}


def touch(user_ids):
    """Count a change to what these people may see; part of the transaction that makes it.

    Returns {user id: their new number}.
    """
    ids = sorted(set(user_ids))
    each.add([UserSeq(user_id=id) for id in ids])
    rows = list(UserSeq.objects.filter(pk__among=ids).order_by("pk").select_for_update())
    for row in rows:
        row.last += 1
    each.save(rows, "last")
    return {row.pk: row.last for row in rows}


def _bound_the_wait():
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL lock_timeout = {limits.LOCK_MS:d};"
            f"SET LOCAL statement_timeout = {limits.STATEMENT_MS:d};"
            f"SET LOCAL idle_in_transaction_session_timeout = {limits.STATEMENT_MS:d}"
        )
