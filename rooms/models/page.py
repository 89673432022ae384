"""Pages of a room's log. A page costs no more than what is on it, however much else there is, and
however much of that is hidden from its reader.
"""

from itertools import product
from typing import NamedTuple

from . import sight, told
from .composed import Composed
from .message import Message


class Page(NamedTuple):
    """Messages, ascending by seq, with all at hand that a payload needs; and whether the reader may
    read older and newer ones, None where nobody looked.
    """

    messages: list
    has_older: bool | None = None
    has_newer: bool | None = None


class Readable:
    """What of a room's log may be read by who reads it `since` there; without, all of it."""

    def __init__(self, room, since=sight.EVERYTHING):
        self._room = room
        # In the order of the log: the spans of one room lie apart from each other.
        self._spans = since.spans

    def page(self, limit, *, before=None, after=None, around=None):
        """Up to `limit` messages: the newest, or those before, after or on both sides of a seq."""
        if after is not None:
            page = self._after(limit, after)
        elif around is not None:
            page = self._around(limit, around)
        else:
            page = self._before(limit, before)
        told.everything(page.messages)
        return page

    def is_empty(self, **bounds):
        """Whether there is nothing `above` a number, or `upto` one."""
        for span in self._within(bounds):
            question = _questions["seq", span.shared]
            if question.tuples(self._room.pk, span.above, span.upto, more=" LIMIT 1"):
                return False
        return True

    # Each asks for one message more than is wanted: it tells whether there are more.

    def _before(self, limit, seq):
        found = self._last(limit + 1, {} if seq is None else {"upto": seq - 1})
        has_newer = False if seq is None else None
        return Page(found[-limit:], len(found) > limit, has_newer)

    def _after(self, limit, seq):
        found = self._first(limit + 1, {"above": seq})
        return Page(found[:limit], has_newer=len(found) > limit)

    def _around(self, limit, seq):
        newer = self._first(limit + 1, {"above": seq - 1})
        most = max(limit // 2, limit - len(newer))
        older = self._last(most + 1, {"upto": seq - 1})
        has_older = len(older) > most
        found = older[has_older:] + newer
        return Page(found[:limit], has_older, has_newer=len(found) > limit)

    def _first(self, limit, bounds):
        found = []
        for span in self._within(bounds):
            if len(found) < limit:
                found += self._ask("seq", span, limit - len(found))
        return found

    def _last(self, limit, bounds):
        found = []
        for span in reversed(self._within(bounds)):
            if len(found) < limit:
                found += self._ask("-seq", span, limit - len(found))
        return found[::-1]

    def _within(self, bounds):
        spans = [span.within(**bounds) for span in self._spans]
        return [span for span in spans if span.above < span.upto]

    def _ask(self, order, span, limit):
        question = _questions[order, span.shared]
        return question.rows(self._room.pk, span.above, span.upto, more=f" LIMIT {limit:d}")


def _composed(order, shared):
    def make(room, above, upto):
        rows = Message.objects.filter(sight.Span(above, upto, shared).condition, room=room)
        return rows.defer("terms").order_by(order)

    return Composed(make)


_questions = {key: _composed(*key) for key in product(("seq", "-seq"), (False, True))}
