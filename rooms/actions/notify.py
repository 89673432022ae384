"""Of what people want to be told while they look elsewhere. Their clients go by it."""

import unicodedata

from rooms import limits
from rooms.errors import BadField, NotFound
from rooms.models import Membership, User
from rooms.text import body as texts
from rooms.wire import publish

from . import numbers

Level = Membership.Notify


def wish(user, room_id=None, level=None, words=None):
    """Set the level of one of their rooms, their keywords, or both: one transaction, or nothing."""
    if level is not None and level not in Level.values:
        raise BadField("Say all, mentions or none.", field="level")
    words = None if words is None else keywords(words)
    if level is None and words is None:
        raise BadField("Say the level of a room, or keywords.", field="level")
    with numbers.writing():
        # The person before the membership, in the order in which groups take them.
        if words is not None:
            User.objects.filter(pk=user.pk).update(keywords=words)
        if level is not None and not _set_level(user, room_id, level):
            raise NotFound()
        numbers.touch([user.pk])
        publish.refresh([user.pk])


def level_of(user, room):
    row = Membership.objects.filter(user=user, room=room).first()
    return row.notify if row else Level.MENTIONS


def keywords(words):
    """Keywords as they are kept: each once, in whatever case. Raises BadField."""
    kept = {}
    for word in words:
        word = " ".join(unicodedata.normalize("NFC", word).split())
        if texts.UNPRINTABLE.search(word):
            raise BadField("A keyword can only have characters that can be seen.", field="keywords")
        if len(word) > limits.KEYWORD_CHARS:
            raise BadField(
                f"A keyword can have {limits.KEYWORD_CHARS} characters; {word[:20]}… has more.",
                field="keywords",
            )
        if word:
            kept.setdefault(word.casefold(), word)
    if len(kept) > limits.KEYWORDS:
        raise BadField(
            f"You can have {limits.KEYWORDS} keywords; these are {len(kept)}.", field="keywords"
        )
    return list(kept.values())


def _set_level(user, room_id, level):
    return Membership.objects.filter(user=user, room=room_id).update(notify=level)
