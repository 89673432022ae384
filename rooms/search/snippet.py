"""The piece of a message that shows why it was found."""

import re

from rooms import limits
from rooms.text.excerpt import MARKS

from . import marks

BEFORE_CHARS = 60
# No message holds it.
NOTHING = "\0"
SPACES = re.compile(r"\s+")


def of(message, query):
    """Pieces of text, every second of which is what was looked for: [plain, found, plain, …].

    They are of its words as they read today, without the marks of their form, and are to be escaped
    where they are shown.
    """
    spans = _marks(message, message.words, query.wanted)
    # Places stay what they were until all is cut.
    body = MARKS.sub(lambda mark: NOTHING * len(mark[0]), message.words)
    start = _start(body, spans[0][0] if spans else 0)
    end = min(len(body), start + limits.SNIPPET_CHARS)
    pieces, at = [], start
    for first, last in spans:
        if last > end:
            break
        pieces += [body[at:first], body[first:last]]
        at = last
    pieces.append(body[at:end])
    pieces = [SPACES.sub(" ", piece.replace(NOTHING, "")) for piece in pieces]
    pieces[0] = ("…" if start else "") + pieces[0].lstrip() if start else pieces[0].lstrip()
    pieces[-1] = pieces[-1].rstrip() + ("…" if end < len(body) else "")
    return pieces


def _marks(message, words, wanted):
    """What stands there now, and what was typed where another name stands now."""
    found, renamed = marks.of(words, wanted), message.renamed
    if renamed:
        found += marks.moved(marks.of(message.body, wanted), renamed)
    return marks.joined(found)


def _start(body, mark):
    """A little before the first mark, at the beginning of a word if there is one."""
    if mark <= BEFORE_CHARS:
        return 0
    start = mark - BEFORE_CHARS
    space = body.find(" ", start, mark)
    return space + 1 if space >= 0 else start
