"""The terms under which a text is found: the same for what is kept and for what is looked for.

Case, width and accents don't count. Scripts without spaces between words are cut into pairs of
neighbours, so that any piece of them is found. Of `getUserName` there are also `get user name`
and `username`, behind a gap that no phrase reaches across.
"""

import re
import unicodedata
import zlib
from itertools import pairwise
from typing import NamedTuple

# To be raised when the same text would give other terms, together with a migration that empties
# `terms_of`: a server makes terms that are missing, and takes those of an older version as good.
VERSION = 1
TERM_CHARS = 60
HUMPS = 8
# Never a term of a text, as no text has it by itself in one; see WORDS.
GAP = "¦"

# Han, kana, Hangul, Thai, Lao, Burmese, Khmer.
APART = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7af\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"
    "\U00020000-\U0003fffd"
)
# Pictures and arrows, each a word of its own.
SIGNS = (
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f3fa"
    "\U0001f400-\U0001faff"
)
# Accents, points of Hebrew and Arabic, and what only chooses how a letter or a picture looks.
UNHEARD = (
    "\xad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef"
)
# Letters that are written with a stroke, which Unicode does not take apart.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"}
)


def _ranges(characters):
    """A set of characters as it stands in a regular expression."""
    codes = sorted(map(ord, characters))
    starts = [b for a, b in pairwise([-2, *codes]) if b != a + 1]
    ends = [a for a, b in pairwise([*codes, 0x7FFFFFFF]) if b != a + 1]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(starts, ends, strict=True))


# Signs upon letters belong to the word; Python counts them among the rest.
MARKS = _ranges(c for c in map(chr, range(0x300, 0x11FFF)) if unicodedata.category(c)[0] == "M")
WORDS = re.compile(f"([{APART}]+)|[{SIGNS}]|(?:[^\\W_{APART}]|[{MARKS}])+")
ASCII_WORDS = re.compile("[a-z0-9]+")
_UNHEARD = re.compile(f"[{UNHEARD}]")
# What normalising may join: a letter and the signs upon it, and the three parts of a syllable.
CLUSTERS = re.compile(f"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.[{MARKS}]*", re.DOTALL)
# Begins with what is rare, as all that is said is searched for it.
_HUMP = re.compile(
    r"[A-ZÀ-Þ0-9](?:(?<=[a-zà-ÿ][A-ZÀ-Þ])|(?<=[^\W\d_][0-9])|(?<=[0-9])(?=[^\W\d_])"
    r"|(?<=[A-ZÀ-Þ]{2})(?=[a-zà-ÿ]))"
)
_PIECES = re.compile(r"[0-9]+|[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+(?![^\W\d_A-ZÀ-Þ])|[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]*")
NAMES = re.compile(f"[^\\W_{APART}]+")


class Place(NamedTuple):
    """A term, and where in the text it stands. `parts` are the other names that it goes by."""

    term: str
    start: int
    end: int
    parts: tuple = ()


def of(text):
    """All terms of a text, in order; behind the gap those of the parts of its words."""
    terms = main(text)
    for parts in dict.fromkeys(_all_parts(text)):
        terms += [GAP, *parts]
    return terms


def main(text):
    """The terms of a text as they follow each other."""
    if text.isascii():
        return [word[:TERM_CHARS] for word in ASCII_WORDS.findall(text.lower())]
    return [term for term, _, _ in _cut(fold(text))]


def of_query(text, open_end=False):
    """What finds a piece of text: lists of terms that follow each other, one of which is enough.

    Each is `(terms, is_prefix)`; with `open_end` the last word may go on. Empty where the text has
    no word.
    """
    folded = fold(text)
    terms = [term for term, _, _ in _cut(folded)]
    if not terms:
        return []
    last = _last_run(folded)
    if len(last) > 1:
        # The last pair holds the last character already.
        terms.pop()
    found = [(terms, open_end or len(last) == 1)]
    if len(terms) == 1 and (parts := _parts(text.strip())):
        found.append((list(parts[: _split_at(parts)]), open_end))
    return found


def places(text):
    """The terms of a text with where they stand in it."""
    folded, starts, ends = _mapped(text)
    for term, start, end in _cut(folded):
        first, last = starts[start], ends[end - 1]
        yield Place(term, first, last, tuple(_parts(text[first:last]) or ()))


def stamp(text):
    """Tells whether kept terms are of this text, and of this version."""
    return zlib.crc32(text.encode(errors="surrogatepass"), VERSION)


def fold(text):
    """The text as it is compared."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)
    return unicodedata.normalize("NFC", _UNHEARD.sub("", unicodedata.normalize("NFD", text)))


def _cut(folded):
    """(term, start, end) of each term in a folded text."""
    for found in WORDS.finditer(folded):
        word, start, end = found[0], found.start(), found.end()
        if not found[1]:
            yield word[:TERM_CHARS], start, end
            continue
        for at, (one, other) in enumerate(pairwise(word), start):
            yield one + other, at, at + 2
        # The last one alone: by its beginning each character is found.
        yield word[-1], end - 1, end


def _last_run(folded):
    """The characters without spaces with which a folded text ends, if it does."""
    last = ""
    for found in WORDS.finditer(folded):
        last = found[1] or ""
    return last


def _all_parts(text):
    if _HUMP.search(text):
        yield from filter(None, map(_parts, filter(_HUMP.search, NAMES.findall(text))))


def _parts(word):
    """The parts of a word such as getUserName, then the rest of it from each of them on, which
    stand for themselves; None for plain words.
    """
    if not _HUMP.search(word):
        return None
    pieces = [fold(piece) for piece in _PIECES.findall(word)]
    if not 2 <= len(pieces) <= HUMPS:
        return None
    rests = ["".join(pieces[at:])[:TERM_CHARS] for at in range(1, len(pieces) - 1)]
    return (*pieces, *(one for rest in rests for one in (GAP, rest)))


def _split_at(parts):
    return parts.index(GAP) if GAP in parts else len(parts)


def _mapped(text):
    """The folded text, and for each of its characters where it begins and ends in the text."""
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    folded, starts, ends = [], [], []
    for found in CLUSTERS.finditer(text):
        piece = fold(found[0])
        folded.append(piece)
        starts += [found.start()] * len(piece)
        ends += [found.end()] * len(piece)
    return "".join(folded), starts, ends
