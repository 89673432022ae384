"""What a person may see, as it is read from the database."""

from typing import NamedTuple

from rooms.models import Appearance, Membership, Room, User, UserSeq, followed
from rooms.wire import payloads


class View(NamedTuple):
    """A person's rooms and how they appear, as of their UserSeq or later, and when what they saved
    changed last.
    """

    last: int
    rooms: list
    appearance: Appearance
    wishes: tuple
    saved: int


def of(user):
    """The View of this person, its rooms as `followed.rooms` gives them."""
    counter, appearance, keywords = followed.standing_of(user)
    rooms = followed.rooms(user)
    last, saved = (counter.last, counter.saved) if counter else (0, 0)
    levels = {room.pk: room.notify for room in rooms}
    return View(last, rooms, appearance, (levels, keywords), saved)


def wishes_of(user):
    """Of what this person wants to be told: ({room id: level}, keywords)."""
    levels = Membership.objects.filter(user=user).values_list("room_id", "notify")
    return dict(levels), User.objects.values_list("keywords", flat=True).get(pk=user.pk)


def people_then(user, rooms):
    """How many were there when they came, of the rooms that they have not left since."""
    mine = Membership.objects.filter(user=user, room__among=[room.pk for room in rooms])
    now = dict(mine.values_list("room_id", "joined_seq"))
    same = [room.pk for room in rooms if now.get(room.pk) == room.joined_seq]
    return Room.objects.filter(pk__among=same).people_then(user)


def marks(user, room_ids):
    """How far this person has read these rooms; without those that they don't follow."""
    return [payloads.marks(room) for room in followed.marked(user, room_ids)]


def counters(user_ids):
    """[(user id, the number of the last change to what they may see)]."""
    return list(UserSeq.objects.filter(pk__among=user_ids).values_list("pk", "last"))
