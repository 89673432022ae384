"""The words of a message as they are kept: one form of line end, nothing unprintable."""

import hashlib
import re

from rooms import limits
from rooms.errors import BadField, TooLarge

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def normalise(body):
    """The body as it is stored. Raises BadField when there is nothing to say or it can't be kept.

    Lone surrogates and control characters are refused, not dropped: databases and
    wires disagree about them, and a word must never change silently.
    """
    body = body.replace("\r\n", "\n")
    if UNPRINTABLE.search(body):
        raise BadField("This text has characters that can't be shown.", field="body")
    body = body.rstrip()
    if not body:
        raise BadField("There is nothing to send yet.", field="body")
    if len(body) > limits.MESSAGE_CHARS:
        raise TooLarge(
            f"A message can have {limits.MESSAGE_CHARS} characters; this one has {len(body)}.",
            field="body",
        )
    return body


def reason(words):
    """Why something was done, in one line; it may be empty. Raises BadField if it can't be kept."""
    reason = " ".join(words.split())
    if UNPRINTABLE.search(reason):
        raise BadField("This reason has characters that can't be shown.", field="reason")
    if len(reason) > limits.REASON_CHARS:
        raise BadField(
            f"A reason can have {limits.REASON_CHARS} characters; this one has {len(reason)}.",
            field="reason",
        )
    return reason


def unescaped(body):
    """What a line says that is no command: `//x` is how people write the text `/x`."""
    return body[1:] if body.startswith("//") else body


def digest(body, reply_to=None):
    """SHA-256 of a normalised body, and of what it answers: tells a resend from an id that was
    used again.
    """
    # No body has a character 0, so none can look like a reply.
    said = body if reply_to is None else f"{reply_to}\0{body}"
    return hashlib.sha256(said.encode()).digest()
