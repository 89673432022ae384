"""Names of people and groups: how they are shown, and the key under which two are the same."""

import re
import unicodedata

from rooms import limits
from rooms.errors import BadField

from . import scripts, terms

UNUSABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
# Persian and many others, and families of emoji, need these two; nobody sees them.
JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
# Letters and marks that nobody can see.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl"}
MARKS = {"Mn", "Mc"}
MARKS_IN_A_ROW = 4
# What commands are called, or whom people would take for somebody else.
RESERVED = set(
    "help whisper group status invisible notify unread catchup search chatgpt assistant system"
    " server lobby all everyone everybody here channel room nobody somebody me you".split()
)
ASSISTANT = "chatgpt"
KEY_CHARS = limits.SPELLING_CHARS * limits.GROUP_NAME_CHARS


def key(name):
    """Equal for names that differ only in case, width, spacing or what joins their letters.

    What is far too long to be a name is its own key, which is nobody's.
    """
    # Normalising many marks in a row takes time that grows with their square.
    if len(name) > KEY_CHARS:
        return name
    folded = unicodedata.normalize("NFKC", name.translate(JOINERS)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).casefold().split())


def folded(*names):
    """Names as people are looked for by a piece of one: case, width and accents don't count."""
    return "\n".join(terms.fold(name) for name in names)


def group(name):
    """The name as it is shown, with its spaces folded. Raises BadField."""
    bounds = limits.GROUP_NAME_CHARS, "A group's name", "name"
    _bound(name, *bounds, spelling=limits.SPELLING_CHARS)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or not key(name):
        raise BadField("A group needs a name, like /group create Chess club.", field="name")
    if UNUSABLE.search(name.translate(JOINERS)) or not _is_visible(name):
        raise BadField("A group's name can only have characters that can be seen.", field="name")
    _bound(name, *bounds)
    _bound_key(name, *bounds)
    return name


def username(name):
    """A name that can be typed after /whisper, in any one script. Raises BadField."""
    bounds = limits.USERNAME_CHARS, "A user name", "username"
    _bound(name, *bounds, spelling=limits.SPELLING_CHARS)
    name = unicodedata.normalize("NFKC", name)
    if not _is_speakable(name):
        raise BadField(
            "A user name can have letters, digits, and . _ - in any script, without spaces.",
            field="username",
        )
    _bound(name, *bounds)
    _bound_key(name, *bounds)
    _refuse_mixed(name, "username")
    if _bare(name) in RESERVED:
        raise BadField(
            f"{name} means something in this chat. Please choose another name.", field="username"
        )
    return name


def display(name):
    """The name that others see, or nothing. Raises BadField."""
    bounds = limits.DISPLAY_NAME_CHARS, "A name", "name"
    _bound(name, *bounds, spelling=limits.SPELLING_CHARS)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if UNUSABLE.search(name.translate(JOINERS)) or (name and not _is_visible(name)):
        raise BadField("A name can only have characters that can be seen.", field="name")
    _bound(name, *bounds)
    _refuse_mixed(name, "name")
    if _bare(name) == ASSISTANT:
        raise BadField(f"{name} is the assistant's name. Please choose another one.", field="name")
    return name


def _bound(name, most, what, field, spelling=1):
    """Refuse more characters than `most`, where each may be spelt with so many."""
    if len(name) > spelling * most:
        raise BadField(f"{what} can have {most} characters; this one has {len(name)}.", field=field)


def _bound_key(name, most, what, field):
    if len(key(name)) > limits.SPELLING_CHARS * most:
        raise BadField(
            f"{what} can't have so many signs that each stand for a whole word. "
            "Please write some of them in letters.",
            field=field,
        )


def _refuse_mixed(name, field):
    if any(scripts.mixes(word) for word in key(name).split()):
        raise BadField(
            "Letters of different scripts can look alike. Please write each word in one script.",
            field=field,
        )


def _bare(name):
    """Only the letters and digits: what people hear when a name is read to them."""
    return "".join(filter(str.isalnum, key(name)))


def _is_speakable(name):
    """Letters, digits and . _ - with at least one letter or digit; marks only upon those."""
    if BLANK.search(name):
        return False
    letters = marks = 0
    may_bear = False
    for character in name:
        category = unicodedata.category(character)
        if category in LETTERS:
            letters, marks, may_bear = letters + 1, 0, True
        elif category in MARKS and may_bear and marks < MARKS_IN_A_ROW:
            marks += 1
        elif character in "._-":
            may_bear = False
        else:
            return False
    return letters > 0


def _is_visible(name):
    """Whether there is anything to be seen at all."""
    shown = BLANK.sub("", name)
    return any(unicodedata.category(character)[0] in "LNPS" for character in shown)
