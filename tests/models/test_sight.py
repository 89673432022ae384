"""Who may read what, asked of the database and of one message: the same answer."""

import uuid
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Membership, Message, Room, Sight, Since, sight
from rooms.models.page import Readable


@pytest.mark.django_db
def test_all_ways_of_asking_agree(ada, bob):
    numbers = range(4)
    for joined, sees, seq, shared in product(numbers, numbers, (1, 2, 3), (False, True)):
        room = Room.objects.create(kind="group", name_key="x")
        Membership.objects.create(room=room, user=bob, joined_seq=joined, sees_from=sees)
        facts = {"seq": seq, "rev": seq, "shared": shared}
        message = Message.objects.create(
            room=room, author=ada, client_id=uuid.uuid4(), sent_digest=b"", **facts
        )
        found = Message.objects.readable_by(bob).filter(pk=message.pk).exists()
        shown = Readable(room, sight.since(bob, room)).page(1).messages

        assert found == bool(shown) == Sight(seq, shared).is_open_to(Since(joined, sees))
        assert not Message.objects.readable_by(ada).filter(pk=message.pk).exists()
        assert sight.since(ada, room) is None
        room.delete()


def test_what_is_for_all_is_open_to_whoever_came_in_by_then():
    for seq, shared, public_from in product((1, 2, 3), (False, True), range(4)):
        sight, room = Sight(seq, shared), Room(public_from=public_from)
        readers = [Since(*numbers) for numbers in product(range(6), range(public_from + 1))]
        assert all(map(sight.is_open_to, readers)) == sight.is_for_all(room)


@pytest.mark.django_db
def test_a_page_walks_past_nothing_that_is_hidden(ada, lobby):
    """SQLite uses one bound for each side only, and looks at all that lies between two."""
    room = Room.objects.create(kind="group", name_key="x")
    Membership.objects.create(room=room, user=ada, joined_seq=90, sees_from=10)

    spans = [(10, 90, True), (90, sight.END, False)]
    assert list(sight.since(ada, room).spans) == spans
    with CaptureQueriesContext(connection) as asked:
        for where in ({}, {"before": 96}, {"before": 21}, {"after": 50}, {"around": 50}):
            Readable(room, sight.since(ada, room)).page(50, **where)
    looked = [one["sql"] for one in asked if '"seq" >' in one["sql"]]
    assert len(looked) == 10
    for sql in looked:
        assert sql.count('"seq" > ') == sql.count('"seq" <= ') == 1
