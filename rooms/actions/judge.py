"""Who may write where, as it stands under the lock."""

from rooms.errors import DEACTIVATED, BadField, Forbidden, NotFound, ReadOnly
from rooms.models import Membership, Message, Room, standing

from . import numbers

NOT_THERE = "The message that this answers can't be found. Please send it as a new line."
ELSEWHERE = "The message that this answers stands in another room."


class Judge:
    """Who may write where, as it stands under the lock. `standing` is each line's Standing."""

    def __init__(self, lines):
        found = standing.of([line.key for line in lines])
        self.standing = dict(zip(lines, found, strict=True))
        self.partners = self._partners()
        self.active = numbers.people({line.author.pk for line in lines}.union(self.partners))
        self.answered = self._answered(lines)

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
            .filter(pk__among=ids)
            .values_list("pk", "room_id")
        }

    def _partners(self):
        """{person's id: name} of all who hear these whispers."""
        found = self.standing.values()
        whispers = {one.room_id for one in found if one.kind == Room.Kind.WHISPER}
        if not whispers:
            return {}
        both = Membership.objects.filter(room__among=whispers)
        return dict(both.values_list("user_id", "user__username"))

    def refusal(self, line):
        """Why this person may not say this here, or None."""
        room = self.standing[line]
        if not room.member and (room.kind == Room.Kind.WHISPER or room.private):
            return NotFound()
        if not self.active.get(line.author.pk):
            return Forbidden(DEACTIVATED)
        if room.kind == Room.Kind.GROUP and not room.member:
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
