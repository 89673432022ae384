"""A person's status line: an emoji, a few words, and until when it stands."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from rooms import limits
from rooms.errors import BadField

from .names import JOINERS, UNUSABLE

# One emoji as people see it: a flag, a key, or signs that are joined, each with its variants.
SIGN = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
VARIANT = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
EMOJI = re.compile(f"{FLAG}|[0-9#*]\ufe0f?\u20e3|{SIGN}{VARIANT}(?:\u200d{SIGN}{VARIANT})*")
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
    emoji = EMOJI.match(words)
    return chosen(emoji[0] if emoji else "", words[emoji.end() :] if emoji else words, until, now)


def chosen(emoji, text, until, now):
    """The Status as it is kept and shown. Raises BadField."""
    if emoji and (len(emoji) > limits.EMOJI_CHARS or not EMOJI.fullmatch(emoji)):
        raise BadField("A status has one emoji, and its words beside it.", field="status")
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


def _too_long(text):
    return BadField(
        f"A status can have {limits.STATUS_CHARS} characters; this one has {len(text)}.",
        field="status",
    )
