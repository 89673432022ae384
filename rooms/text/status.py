"""A person's status line: an emoji, a few words, and until when it stands."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from rooms import limits
from rooms.errors import BadField

from . import emoji as signs
from .names import JOINERS, UNUSABLE

FOR = re.compile(
    r"(?:^|\s)for (\d{1,4}) ?(m|min|minutes?|h|hours?|d|days?)$", re.IGNORECASE | re.ASCII
)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Status(NamedTuple):
    emoji: str
    text: str
    until: datetime | None = None


def typed(words, now):
    """The Status in a typed line: `🌴 On holiday for 3 d`. Raises BadField."""
    until = None
    if found := FOR.search(words):
        until = now + timedelta(**{UNITS[found[2][0].casefold()]: int(found[1])})
        words = words[: found.start()]
    emoji = signs.ONE.match(words)
    return chosen(emoji[0] if emoji else "", words[emoji.end() :] if emoji else words, until, now)


def chosen(emoji, text, until, now):
    """The Status as it is kept and shown. Raises BadField."""
    emoji = emoji and _one(emoji)
    if len(text) > limits.SPELLING_CHARS * limits.STATUS_CHARS:
        raise _too_long(text)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > limits.STATUS_CHARS:
        raise _too_long(text)
    if UNUSABLE.search(text.translate(JOINERS)):
        raise BadField("A status can only have characters that can be seen.", field="status")
    if not emoji and not text:
        raise BadField("A status needs an emoji or a few words.", field="status")
    if until is not None and not now < until <= now + timedelta(days=limits.STATUS_DAYS):
        raise BadField(
            f"A status can end within {limits.STATUS_DAYS} days from now.", field="status"
        )
    return Status(emoji, text, until)


def _one(emoji):
    try:
        return signs.one(emoji)
    except BadField:
        raise BadField("A status has one emoji, and its words beside it.", field="status") from None


def _too_long(text):
    return BadField(
        f"A status can have {limits.STATUS_CHARS} characters; this one has {len(text)}.",
        field="status",
    )
