"""Who may write where, and what they wrote before, as it stands under the lock."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import FilteredRelation, Q

from rooms.errors import DEACTIVATED, BadField, Forbidden, NotFound, ReadOnly
from rooms.models import Membership, Message, Room, User
from rooms.models.composed import Composed

from . import numbers

NOT_THERE = "The message that this answers can't be found. Please send it as a new line."
ELSEWHERE = "The message that this answers stands in another room."


class Place(NamedTuple):
    """What of a room counts for who may write there."""

    pk: int
    kind: str
    name: str
    private: bool
    closed_at: object
    people_key: str
    history: str


class Kept(NamedTuple):
    """A line that was kept before."""

    room_id: int
    seq: int
    pk: int
    digest: bytes


_places = Composed(
    lambda rooms, people: (
        Room.objects.filter(pk__among=rooms)
        .annotate(
            theirs=FilteredRelation("memberships", condition=Q(memberships__user__among=people))
        )
        .values_list(*Place._fields, "theirs__user_id")
    )
)
_people = Composed(
    lambda people, rooms, client_ids: (
        User.objects.filter(pk__among=people)
        .annotate(
            said=FilteredRelation(
                "messages",
                condition=Q(messages__room__among=rooms, messages__client_id__among=client_ids),
            )
        )
        .order_by("pk")
        .values_list(
            "pk",
            "is_active",
            "said__client_id",
            "said__room",
            "said__seq",
            "said__pk",
            "said__sent_digest",
        )
    )
)


class Judge:
    """Who may write where, and in `kept` what of these lines was kept before: {key: Kept}."""

    def __init__(self, lines):
        rooms, people, client_ids = map(set, zip(*(line.key for line in lines), strict=True))
        self._read_places(rooms, people)
        self.partners = self._partners()
        self._read_people(people.union(self.partners), rooms, client_ids)
        self.answered = self._answered(lines)

    def _read_places(self, rooms, people):
        self.rooms, self.members = {}, set()
        for *place, user_id in _places.tuples(rooms, people):
            self.rooms[place[0]] = Place._make(place)
            self.members.add((place[0], user_id))

    def _read_people(self, people, rooms, client_ids):
        self.active, self.kept = {}, {}
        for pk, active, client_id, *said in numbers.held(_people, people, rooms, client_ids):
            self.active[pk] = bool(active)
            if client_id is not None:
                said = Kept._make(said)
                self.kept[said.room_id, pk, _as_uuid(client_id)] = said

    def _answered(self, lines):
        """{(reader's id, message id): its room} of all that is answered and may be read."""
        asked = {}
        for line in lines:
            if line.reply_to is not None:
                asked.setdefault(line.author, set()).add(line.reply_to)
        return {
            (author.pk, pk): room_id
            for author, ids in asked.items()
            for pk, room_id in Message.objects.readable_by(author)
            .filter(pk__in=ids)
            .values_list("pk", "room_id")
        }

    def _partners(self):
        """{person's id: name} of all who hear these whispers."""
        whispers = [pk for pk, room in self.rooms.items() if room.kind == Room.Kind.WHISPER]
        if not whispers:
            return {}
        both = Membership.objects.filter(room__in=whispers)
        return dict(both.values_list("user_id", "user__username"))

    def refusal(self, line):
        """Why this person may not say this here, or None."""
        room = self.rooms[line.room_id]
        belongs = (room.pk, line.author.pk) in self.members
        if not belongs and (room.kind == Room.Kind.WHISPER or room.private):
            return NotFound()
        if not self.active.get(line.author.pk):
            return Forbidden(DEACTIVATED)
        if room.kind == Room.Kind.GROUP and not belongs:
            return Forbidden(f"Only members write in {room.name}. /group join {room.name}")
        if room.closed_at:
            return ReadOnly()
        if room.kind == Room.Kind.WHISPER and (refusal := self._unreachable(room)):
            return refusal
        return self._unanswerable(line) or line.called.hindrance

    def _unanswerable(self, line):
        if line.reply_to is None:
            return None
        room_id = self.answered.get((line.author.pk, line.reply_to))
        if room_id is None:
            return NotFound(NOT_THERE)
        if room_id != line.room_id:
            return BadField(ELSEWHERE, field="reply_to")
        return None

    def _unreachable(self, room):
        for user_id in map(int, room.people_key.split(",")):
            if not self.active.get(user_id):
                name = self.partners.get(user_id, "That person")
                return Forbidden(f"{name} can't be reached: the account has been deactivated.")
        return None


def _as_uuid(found):
    """As databases have it that know no such thing, it is a text."""
    return found if isinstance(found, UUID) else UUID(found)
