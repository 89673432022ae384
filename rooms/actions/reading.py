"""How far people have read: one marker per person and room, that only grows by itself."""

from typing import NamedTuple

from rooms.models import Membership, Room, RoomSeq, each
from rooms.wire import publish

from . import numbers


class Marker(NamedTuple):
    """How far a person has read a room, and its head. Who is there has nothing unread."""

    read: int
    head: int

    @property
    def is_at_head(self):
        return self.read == self.head


class Mark(NamedTuple):
    """That a person has read a room up to `seq`. Only with `back` it sets the marker back."""

    user_id: int
    room_id: int
    seq: int
    back: bool = False


def begin(user):
    """Somebody comes in for the first time: what was said in the lobby before is no news."""
    with numbers.writing():
        lobby = Room.objects.select_related("counter").lobby()
        Membership.objects.get_or_create(
            room=lobby, user=user, defaults={"read_seq": lobby.counter.last_seq}
        )


def mark(marks):
    """Move the markers, one after the other, none beyond its room's head. One transaction.

    Tells those whom it moved. Returns {(user id, room id): Marker} of all that there are.
    """
    people, rooms = {one.user_id for one in marks}, {one.room_id for one in marks}
    with numbers.writing():
        heads = dict(RoomSeq.objects.filter(pk__among=rooms).values_list("pk", "last_seq"))
        rows = Membership.objects.filter(user__among=people, room__among=rooms).order_by("pk")
        held = {(row.user_id, row.room_id): row for row in rows.select_for_update()}
        before = {key: row.read_seq for key, row in held.items()}
        for one in marks:
            row = held.get((one.user_id, one.room_id))
            if row is not None:
                seq = min(one.seq, heads[one.room_id])
                row.read_seq = seq if one.back else max(seq, row.read_seq)
        moved = [row for key, row in held.items() if row.read_seq != before[key]]
        each.save(moved, "read_seq")
        markers = {key: Marker(row.read_seq, heads[key[1]]) for key, row in held.items()}
        for user_id, last in numbers.touch(row.user_id for row in moved).items():
            theirs = {row.room_id for row in moved if row.user_id == user_id}
            publish.marked(user_id, last, {room: markers[user_id, room] for room in theirs})
    return markers
