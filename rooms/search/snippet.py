"""The piece of a message that shows why it was found."""

import re

from rooms import limits
from rooms.text import terms

from . import fit

BEFORE_CHARS = 60
SPACES = re.compile(r"\s+")


def of(body, query):
    """Pieces of text, every second of which is what was looked for: [plain, found, plain, …].

    They are text, to be escaped like any other where they are shown.
    """
    marks = _marks(body, query.wanted)
    start = _start(body, marks[0][0] if marks else 0)
    end = min(len(body), start + limits.SNIPPET_CHARS)
    pieces, at = [], start
    for first, last in marks:
        if last > end:
            break
        pieces += [body[at:first], body[first:last]]
        at = last
    pieces.append(body[at:end])
    pieces = [SPACES.sub(" ", piece) for piece in pieces]
    pieces[0] = ("…" if start else "") + pieces[0].lstrip() if start else pieces[0].lstrip()
    pieces[-1] = pieces[-1].rstrip() + ("…" if end < len(body) else "")
    return pieces


def _marks(body, wanted):
    """Where the words stand, as [start, end] in order, none upon another."""
    places = list(terms.places(body))
    found = [place.term for place in places]
    spans = []
    for way in (way for one in wanted for way in one.ways):
        size = len(way[0])
        for at in range(len(found)):
            if fit.stands(found, at, way):
                spans.append((places[at].start, places[at + size - 1].end))
            elif places[at].parts and _stands_in(places[at].parts, way):
                spans.append((places[at].start, places[at].end))
    return _joined(sorted(spans))


def _stands_in(parts, way):
    return any(fit.stands(list(parts), at, way) for at in range(len(parts)))


def _joined(spans):
    joined = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    return joined


def _start(body, mark):
    """A little before the first mark, at the beginning of a word if there is one."""
    if mark <= BEFORE_CHARS:
        return 0
    start = mark - BEFORE_CHARS
    space = body.find(" ", start, mark)
    return space + 1 if space >= 0 else start
