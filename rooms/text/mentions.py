"""Names with an @ before them: where they stand in a text, and who may be meant.

A name ends where its letters do. As it may have `.`, `_` and `-` within it, and as some scripts
leave no space behind a name, a shorter one may be meant: the longest that somebody has.
"""

import re
import unicodedata

from rooms import limits

from . import names

SIGN = "@"
# Who are spoken to all at once: those who are here now, and everyone in the room.
HERE, ROOM = "here", "room"
CROWDS = {HERE, ROOM}

JOINTS = "._-"
LONGEST = limits.SPELLING_CHARS * limits.USERNAME_CHARS
SHORTENED = 12
# Scripts in which what follows a name is written right behind it.
UNSPACED = {
    *("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"),
    *("HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"),
}
SPAN = re.compile(r'(<span class="mention" data-user="(\d+)">)[^<]*(</span>)')


def called(body):
    """The keys of all names that may be meant in a text; of too many, the first."""
    keys = set()
    for run in _runs(body):
        keys |= {names.key(name) for name in _readings(run)}
        if len(keys) > limits.MENTIONS:
            break
    return keys


def at(text, place, known):
    """The name, as it is written, that the @ at this place calls; None if it calls none of the
    `known` keys.
    """
    return next((name for name in _readings(_run(text, place)) if names.key(name) in known), None)


def renamed(body, html, people):
    """(body, html) with the names that people have now: `people` as {id: (as written, now)}."""
    now = {names.key(written): name for written, name in people.values()}
    pieces, end = [], 0
    for place in _places(body):
        name = at(body, place, now)
        if name:
            pieces += [body[end : place + 1], now[names.key(name)]]
            end = place + 1 + len(name)
    return "".join([*pieces, body[end:]]), SPAN.sub(lambda found: _span(found, people), html)


def _span(found, people):
    _, name = people.get(int(found[2]), (None, None))
    # Names have no sign that would need an escape.
    return f"{found[1]}{SIGN}{name}{found[3]}" if name else found[0]


def _runs(text):
    return filter(None, (_run(text, place) for place in _places(text)))


def _places(text):
    place = text.find(SIGN)
    while place >= 0:
        yield place
        place = text.find(SIGN, place + 1)


def _run(text, place):
    """The signs behind an @ that names can have; none where it stands within a word, such as an
    address.
    """
    if place and (_is_of_names(text[place - 1]) or text[place - 1] in "@/+"):
        return ""
    end = place + 1
    while end < len(text) and end - place <= LONGEST and _is_of_names(text[end]):
        end += 1
    return "" if text[end : end + 1] == SIGN else text[place + 1 : end]


def _readings(run):
    """The names that may be meant, the longest first."""
    if not run:
        return
    yield run
    ends = (end for end in range(len(run) - 1, 0, -1) if _may_end(run[end - 1], run[end]))
    for _, end in zip(range(SHORTENED), ends, strict=False):
        yield run[:end]


def _may_end(last, following):
    if following in JOINTS:
        return True
    if unicodedata.category(following) in names.MARKS:
        return False
    return _script(following) in UNSPACED or (last not in JOINTS and _script(last) in UNSPACED)


def _script(sign):
    return unicodedata.name(sign, "").split(" ")[0]


def _is_of_names(sign):
    if sign.isascii():
        return sign.isalnum() or sign in JOINTS
    category = unicodedata.category(sign)
    return category in names.LETTERS or category in names.MARKS or ord(sign) in names.JOINERS
