"""What a post costs the database: the same, however many belong to the room."""

import uuid
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.actions import groups, messages
from rooms.models import Membership, User

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 10_000
ROWS = """
SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd)::int
FROM pg_stat_xact_user_tables
"""


class Cost(NamedTuple):
    statements: int
    work: int


@pytest.fixture
def crowd(ada):
    names = [f"c{number}" for number in range(MANY)]
    return User.objects.bulk_create([User(username=name, username_key=name) for name in names])


@pytest.fixture
def rooms(ada, crowd):
    """A small room and a large one, both of ada's."""
    made = []
    for count in (FEW, MANY):
        room = groups.create(ada, f"Room of {count}")
        members = [Membership(room=room, user=user) for user in crowd[:count]]
        Membership.objects.bulk_create(members)
        made.append(room)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return made


@contextmanager
def counted_steps():
    """How much SQLite does meanwhile, in steps of its machine."""
    steps = [0]

    def step():
        steps[0] += 1

    connection.connection.set_progress_handler(step, 1)
    yield steps
    connection.connection.set_progress_handler(None, 0)


@contextmanager
def counted_rows():
    """How many rows PostgreSQL reads and writes meanwhile."""
    with connection.cursor() as cursor:
        before = cursor.execute(ROWS).fetchone()[0]
        rows = [0]
        yield rows
        rows[0] = cursor.execute(ROWS).fetchone()[0] - before


def cost(ada, room, body):
    """What a post asks of the database: now and then one tidies up the index for others, too."""
    return min(cost_of_one(ada, room, body) for _ in range(3))


def cost_of_one(ada, room, body):
    counted = counted_steps if connection.vendor == "sqlite" else counted_rows
    with CaptureQueriesContext(connection) as asked, counted() as work:
        messages.post(ada, room, body, uuid.uuid4())
    return Cost(len(asked), work[0])


def test_a_post_costs_the_same_in_a_room_of_ten_and_of_ten_thousand(ada, rooms):
    for body in ("Good morning", "@c3 good morning"):
        for room in rooms:
            # What is only made the first time.
            messages.post(ada, room, body, uuid.uuid4())

        few, many = (cost(ada, room, body) for room in rooms)

        assert few.statements == many.statements
        assert few.work > 5
        assert many.work <= few.work * 1.5


def test_a_batch_costs_as_much_for_each_of_its_lines(crowd, lobby):
    def batch(people):
        return [messages.Line(lobby.pk, user, uuid.uuid4(), "Good morning") for user in people]

    counted = counted_steps if connection.vendor == "sqlite" else counted_rows
    steps = {}
    for people in (crowd[:40], crowd[:10], crowd[:40]):
        with counted() as work:
            messages.post_all(batch(people))
        steps[len(people)] = work[0]

    assert steps[10] > 10
    assert steps[40] <= steps[10] * 4 * 1.25
