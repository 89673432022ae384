"""Emoji below messages. Each that comes or goes is a numbered change of the message."""

from rooms import limits
from rooms.errors import Forbidden
from rooms.models import Reaction, RoomEvent
from rooms.text import emoji as signs

from . import changes

FULL = f"This message has {limits.REACTIONS_PER_MESSAGE} reactions, and no room for more."
TOO_MANY_KINDS = (
    f"This message has {limits.EMOJI_PER_MESSAGE} different emoji already. Choose one of them."
)


def add(person, message_id, emoji):
    """Put this person's emoji below a message, once. Returns Done; raises a Refusal."""
    emoji = signs.one(emoji)
    with changes.underway(person, message_id) as (counter, message):
        if message.reactions.filter(user=person, emoji=emoji).exists():
            return changes.Done.before(message)
        _must_fit(message, emoji)
        Reaction.objects.create(message=message, user=person, emoji=emoji)
        return changes.told(counter, message, RoomEvent.Kind.REACTED, person)


def remove(person, message_id, emoji):
    """Take this person's emoji away from a message. Returns Done; raises a Refusal."""
    emoji = signs.one(emoji)
    with changes.underway(person, message_id) as (counter, message):
        taken, _ = message.reactions.filter(user=person, emoji=emoji).delete()
        if not taken:
            return changes.Done.before(message)
        return changes.told(counter, message, RoomEvent.Kind.REACTED, person)


def _must_fit(message, emoji):
    if message.reactions.count() >= limits.REACTIONS_PER_MESSAGE:
        raise Forbidden(FULL)
    known = set(message.reactions.values_list("emoji", flat=True).distinct())
    if emoji not in known and len(known) >= limits.EMOJI_PER_MESSAGE:
        raise Forbidden(TOO_MANY_KINDS)
