"""Messages that a room keeps in sight for all who are in it."""

from django.utils import timezone

from rooms import limits
from rooms.errors import Forbidden
from rooms.models import Membership, Message, Room, RoomEvent, User

from . import changes

FULL = f"This room has {limits.PINS_PER_ROOM} pinned messages. Unpin one before."
OPERATORS_ALONE = "In the lobby only operators pin messages."
OWNERS_ALONE = (
    f"In a group of more than {limits.SMALL_GROUP} only its owners and operators pin messages."
)


def pin(person, message_id):
    """Pin a message to its room, once. Returns Done; raises a Refusal."""
    with changes.underway(person, message_id) as (counter, message):
        _must_be_allowed(person, message.room)
        if message.pinned_at:
            return changes.Done.before(message)
        pins = Message.objects.pinned_in(message.room)
        if pins.count() >= limits.PINS_PER_ROOM:
            raise Forbidden(FULL)
        return _set(counter, message, person, timezone.now(), person)


def unpin(person, message_id):
    """Take a message from its room's pins. Returns Done; raises a Refusal."""
    with changes.underway(person, message_id) as (counter, message):
        _must_be_allowed(person, message.room)
        if not message.pinned_at:
            return changes.Done.before(message)
        return _set(counter, message, person, None, None)


def _set(counter, message, person, at, by):
    Message.objects.filter(pk=message.pk).update(pinned_at=at, pinned_by=by)
    return changes.told(counter, message, RoomEvent.Kind.PINNED, person)


def _must_be_allowed(person, room):
    """In a whisper both may, in a small group everyone, else its owners and operators."""
    if room.kind == Room.Kind.WHISPER or User.objects.filter(pk=person.pk, is_staff=True).exists():
        return
    if room.kind == Room.Kind.LOBBY:
        raise Forbidden(OPERATORS_ALONE)
    members = Membership.objects.filter(room=room)
    if members.filter(user=person, role=Membership.Role.OWNER).exists():
        return
    if members.count() > limits.SMALL_GROUP:
        raise Forbidden(OWNERS_ALONE)
