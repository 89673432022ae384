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
# A call, anything else that is a tag and so not shown, or a sign that calls nobody.
SHOWN = re.compile(r'<span class="mention" data-user="(\d+)">@([^<]*)|<[^>]*>|@')
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
    """Where other names stand in the body than people have now, as [(start, end, name now)] in
    order. `people` are all who are called there: {id: (as written, now)}.
    """
    return [one for one in _calls(body, html, people) if body[one[0] : one[1]] != one[2]]


def reworded(body, renamed):
    """The text with the names that people have now."""
    pieces, last = [], 0
    for start, end, name in renamed:
        pieces += [body[last:start], name]
        last = end
    return "".join([*pieces, body[last:]])


def rendered(html, people):
    """The same of what was rendered."""
    return SPAN.sub(lambda found: _span(found, people), html)


def people_in(html):
    """The ids of those who are called in what was rendered, each once."""
    return {int(found[2]) for found in SPAN.finditer(html)}


def _calls(body, html, people):
    """All calls of these people in the body: what was rendered tells which signs are calls. By
    their names alone, where it has not the same signs.
    """
    places, signs = list(_places(body)), _signs(html)
    ends = [place + 1 + len(name) for place, (_, name) in zip(places, signs, strict=False)]
    written = [body[place + 1 : end] for place, end in zip(places, ends, strict=False)]
    if len(places) == len(signs) and written == [name for _, name in signs]:
        found = zip(places, ends, signs, strict=True)
        return [(at + 1, end, people[who][1]) for at, end, (who, _) in found if who in people]
    now = {names.key(name): name_now for name, name_now in people.values()}
    found = ((place + 1, at(body, place, now)) for place in places)
    return [(start, start + len(name), now[names.key(name)]) for start, name in found if name]


def _signs(html):
    """For each @ that is shown, (id of whom it calls, their name as typed), or (None, "")."""
    shown = (one for one in SHOWN.finditer(html) if one[0][0] == SIGN or one[1])
    return [(int(one[1]), one[2]) if one[1] else (None, "") for one in shown]


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
