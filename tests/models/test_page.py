"""A page holds what its place names, and tells what else there is: held against all messages."""

import uuid
from itertools import product

import pytest

from rooms.models import Membership, Message, Room, sight
from rooms.models.page import Readable

READ = [3, 4, 7, 8, 9, 11]
# With what each place finds out: whether there are older ones, and newer ones.
PLACES = {"before": (True, False), "after": (False, True), "around": (True, True)}


@pytest.fixture
def room(ada, bob):
    """One that bob joined at number 5, who sees what was shared above number 2."""
    room = Room.objects.create(kind="group", name_key="x")
    Membership.objects.create(room=room, user=bob, joined_seq=5, sees_from=2)
    for seq in (1, 3, 4, 5, 7, 8, 9, 11):
        facts = {"seq": seq, "rev": seq, "shared": seq != 5, "sent_digest": b""}
        Message.objects.create(room=room, author=ada, client_id=uuid.uuid4(), **facts)
    return room


def expected(limit, place, at):
    if place == "after":
        return [seq for seq in READ if seq > at][:limit]
    if place == "before":
        return [seq for seq in READ if seq < at][-limit:]
    newer = [seq for seq in READ if seq >= at][:limit]
    most = max(limit // 2, limit - len(newer))
    older = [seq for seq in READ if seq < at]
    return (older[max(len(older) - most, 0) :] + newer)[:limit]


@pytest.mark.django_db
def test_each_place_and_length(room, bob):
    readable = Readable(room, sight.since(bob, room))
    for limit, place, at in product(range(1, 9), PLACES, range(13)):
        page = readable.page(limit, **{place: at})

        found = [message.seq for message in page.messages]
        assert found == expected(limit, place, at), (limit, place, at)
        # Where nothing is found, all that there is lies on the other side.
        first, last = (found[0], found[-1]) if found else (at, at)
        looks_back, looks_on = PLACES[place]
        has_older = any(seq < first for seq in READ) if looks_back else None
        has_newer = any(seq > last for seq in READ) if looks_on else None
        assert page[1:] == (has_older, has_newer), (limit, place, at)
        assert readable.is_empty(upto=first - 1) == (not any(seq < first for seq in READ))


@pytest.mark.django_db
def test_the_newest(room, bob):
    for limit in range(1, 9):
        messages, has_older, has_newer = Readable(room, sight.since(bob, room)).page(limit)
        assert [message.seq for message in messages] == READ[-limit:]
        assert (has_older, has_newer) == (limit < len(READ), False)
