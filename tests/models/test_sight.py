"""Who may read what, asked of the database and of one message: the same answer."""

import uuid
from itertools import product

import pytest

from rooms.models import Membership, Message, Room, Sight


@pytest.mark.django_db
def test_both_ways_of_asking_agree(ada, bob):
    numbers = range(4)
    for joined, public_from, seq, shared in product(numbers, numbers, (1, 2, 3), (False, True)):
        room = Room.objects.create(kind="group", name_key="x", public_from=public_from)
        Membership.objects.create(room=room, user=bob, joined_seq=joined)
        facts = {"seq": seq, "rev": seq, "shared": shared}
        message = Message.objects.create(
            room=room, author=ada, client_id=uuid.uuid4(), sent_digest=b"", **facts
        )
        found = Message.objects.readable_by(bob).filter(pk=message.pk).exists()

        assert found == Sight(seq, shared, public_from).is_open_to(joined)
        assert not Message.objects.readable_by(ada).filter(pk=message.pk).exists()
        room.delete()


def test_what_is_for_all_is_open_to_every_newcomer():
    for seq, shared, public_from in product((1, 2, 3), (False, True), range(4)):
        sight = Sight(seq, shared, public_from)
        open_to = [sight.is_open_to(joined) for joined in range(6)]
        assert all(open_to) == sight.is_for_all
