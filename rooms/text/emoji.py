"""One emoji: the strict grammar of what counts as one, and one spelling of each.

After Unicode's technical standard 51: a picture with or without a skin tone, several of them
joined to one, a flag, or a key.
"""

import re

from rooms import limits
from rooms.errors import BadField

from . import emoji_signs

NO_EMOJI = "That is no emoji that this chat knows."
AS_PICTURE = "\ufe0f"


def _class(ranges):
    """These ranges as the inside of a character class."""
    signs = [[chr(int(end, 16)) for end in one.split("-")] for one in ranges.split()]
    return "".join("-".join(ends) for ends in signs)


_TONES = "\U0001f3fb-\U0001f3ff"
_LETTER = "[\U0001f1e6-\U0001f1ff]"
_PICTURE = (
    f"(?:[{_class(emoji_signs.BODIES)}]\ufe0f?[{_TONES}]|[{_class(emoji_signs.EMOJI)}]\ufe0f?)"
)
# England, Scotland and Wales: a black flag, and letters that are not shown.
_PART_FLAG = "\U0001f3f4(?:{})\U000e007f".format(
    "|".join(
        "".join(chr(0xE0000 + ord(letter)) for letter in name)
        for name in ("gbeng", "gbsct", "gbwls")
    )
)
_KEY = "[0-9#*]\ufe0f?\u20e3"
ONE = re.compile(f"{_LETTER}{{2}}|{_KEY}|{_PART_FLAG}|{_PICTURE}(?:\u200d{_PICTURE})*")
_ONLY_IN_TEXT = re.compile(
    f"(?![{_class(emoji_signs.PICTURES)}])[0-9#*{_class(emoji_signs.EMOJI)}](?![{_TONES}])"
)


def one(text):
    """The emoji in `text`, spelt in full. Raises BadField unless it is exactly one."""
    if len(text) > limits.EMOJI_CHARS or not ONE.fullmatch(text):
        raise BadField(NO_EMOJI, field="emoji")
    spelt = _ONLY_IN_TEXT.sub(lambda sign: sign[0] + AS_PICTURE, text.replace(AS_PICTURE, ""))
    if len(spelt) > limits.EMOJI_CHARS:
        raise BadField(NO_EMOJI, field="emoji")
    return spelt
