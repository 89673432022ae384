"""How many questions it takes to let somebody in: as many for eleven rooms as for one."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.actions import groups, messages
from rooms.consumers.hello import _snapshot
from rooms.live import sessions
from rooms.live.missed import Copies
from rooms.models import RoomSeq, followed


@pytest.fixture
def asked(signed_in):
    """How much is asked to let a person in, who lacks the newest `lacking` numbers of each room."""

    def count(user, lacking=0):
        headers = {b"cookie": f"sessionid={signed_in(user)}".encode()}
        held = {
            str(seq.pk): SimpleNamespace(epoch=seq.epoch, after=seq.last_seq - lacking)
            for seq in RoomSeq.objects.all()
        }
        with CaptureQueriesContext(connection) as questions:
            visitor = sessions.visitor(headers)
            followed.memberships_of(visitor.user)
            _snapshot(Copies(), visitor.user, held)
        return len(questions)

    return count


@pytest.mark.django_db
def test_more_rooms_take_no_more_questions(ada, bob, lobby, asked):
    first = asked(ada)
    for number in range(10):
        room = groups.create(bob, f"Room {number}")
        groups.join(ada, room)
        messages.post(bob, room, "Hello", uuid.uuid4())

    assert asked(ada) == first
    assert first <= 7
    # What a room lacks is asked for it alone.
    assert asked(ada, lacking=1) > first
