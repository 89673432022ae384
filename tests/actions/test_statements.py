"""What a server asks and changes all the time reads the same for any number of people: each other
wording of it would be kept ready by SQLite, in each thread, and come to megabytes in an hour.
"""

import uuid

import pytest
from django.db import connection

from rooms.actions import messages, numbers, presence, reading
from rooms.live import feeds, sessions, view
from rooms.models import Connection, Room, User, followed

pytestmark = pytest.mark.django_db
# What Django's tests put around each transaction has a name of its own.
NAMED = ("SAVEPOINT", "RELEASE SAVEPOINT")


def wordings(work):
    """Of the statements by which this is done."""
    found = set()

    def note(execute, sql, params, many, context):
        found.add(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return {sql for sql in found if not sql.startswith(NAMED)}


@pytest.fixture
def people(db):
    return [User.objects.create_user(f"person{n}", "correct horse") for n in range(9)]


def a_day(people):
    """All that is asked about these people as they come, are there, read, and leave."""
    ids = [one.pk for one in people]
    rooms = list(Room.objects.values_list("pk", flat=True))
    lease, sockets = uuid.uuid4(), [(uuid.uuid4(), pk) for pk in ids]
    visitors = {sessions.Visitor(one, f"key of {one.pk}") for one in people}
    presence.renew(lease, [])
    presence.change(lease, sockets, [], [(pk, True) for pk, _ in sockets])
    presence.here(ids, ids)
    presence.here(ids)
    view.counters(ids)
    view.people_then(people[0], followed.rooms(people[0]))
    feeds._heads(rooms)
    sessions.standing(visitors)
    numbers.touch(ids)
    reading.mark([reading.Mark(pk, room, 1, False) for pk in ids for room in rooms])
    lobby, ada = Room.objects.lobby(), people[0]
    words = " ".join(f"@{one.username}" for one in people)
    messages.post(ada, lobby, f"Hello {words}", uuid.uuid4())
    presence.change(lease, [], [pk for pk, _ in sockets])
    assert not Connection.objects.exists()


def test_more_people_need_no_other_statements(people, lobby):
    of_two, of_all = (wordings(lambda some=some: a_day(some)) for some in (people[:2], people))

    assert len(of_two) > 10
    assert of_all == of_two
