"""What a person follows, as asked whenever somebody comes in or something changes for them."""

from django.db.models import F, OuterRef, Q, Subquery

from .appearance import Appearance
from .composed import Composed
from .membership import Membership, UserSeq
from .room import Room
from .user import User


def rooms(user):
    """The rooms that this person follows, as they see them, in a list by id, each with its counter.

    Each has what `Room.objects.described_to` annotates; `others` are the other people of a whisper,
    who give it its name.
    """
    found = _rooms.rows(user.pk)
    whispers = {room.pk: room for room in found if room.kind == Room.Kind.WHISPER}
    for room in whispers.values():
        room.others = []
    for other in _whisperers.rows(user.pk) if whispers else ():
        if other.whisper in whispers:
            whispers[other.whisper].others.append(other)
    return found


def marked(user, room_ids):
    """Those of these rooms that this person follows, with how far they have read each."""
    return [room for pk in sorted(room_ids) for room in _marked.rows(user.pk, pk)]


def memberships_of(user):
    """{room id: (joined_seq, sees_from)} of what this person follows, with None for both in a lobby
    where they have no marker yet.
    """
    return {pk: tuple(numbers) for pk, *numbers in _followed.tuples(user.pk)}


def standing_of(user):
    """(their UserSeq or None, how they appear, their keywords), as it stands now."""
    counter = next(iter(_counter.rows(user.pk)), None)
    appearance = next(iter(_appearance.rows(user.pk)), None) or Appearance(user_id=user.pk)
    [known] = _keywords.rows(user.pk)
    return counter, appearance, known.keywords


def _rooms_with_sight(user):
    mine = Membership.objects.filter(room=OuterRef("pk"), user=user)
    rooms = Room.objects.followed_by(user)
    numbers = {name: Subquery(mine.values(name)) for name in ("joined_seq", "sees_from")}
    return rooms.annotate(**numbers).values_list("pk", *numbers)


def _others_in_whispers(user):
    rooms = Q(memberships__room__kind=Room.Kind.WHISPER, memberships__room__memberships__user=user)
    others = User.objects.filter(rooms).exclude(pk=user)
    return others.annotate(whisper=F("memberships__room")).order_by("pk")


_followed = Composed(_rooms_with_sight)
_rooms = Composed(lambda user: Room.objects.followed_by(user).described_to(user).order_by("pk"))
_marked = Composed(lambda user, pk: Room.objects.followed_by(user).filter(pk=pk).marked_by(user))
_whisperers = Composed(_others_in_whispers)
_counter = Composed(lambda user: UserSeq.objects.filter(pk=user))
_appearance = Composed(lambda user: Appearance.objects.filter(pk=user))
_keywords = Composed(lambda user: User.objects.filter(pk=user).only("keywords"))
