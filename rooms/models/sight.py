"""Which messages a person may read: one rule, as a question to the database and of one message.

In the lobby everyone reads everything. Elsewhere it takes a membership, and who joined later reads
what was said before only where newcomers were to see it when it was said. What was said while a
group was private stays with those who were in it then.
"""

import math
from contextlib import contextmanager
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from rooms.errors import NotFound

from .composed import Composed
from .membership import Membership

END = 2**63 - 1

_numbers = Composed(
    lambda user, room: Membership.objects.filter(user=user, room=room).values_list(
        "joined_seq", "sees_from"
    )
)


class Span(NamedTuple):
    """The numbers above one and up to another, or those of them that were shared."""

    above: int
    upto: int
    shared: bool = False

    @property
    def condition(self):
        condition = Q(seq__gt=self.above)
        if self.upto is not END:
            condition &= Q(seq__lte=self.upto)
        return condition & Q(shared=True) if self.shared else condition

    def within(self, above=0, upto=END):
        """The part of it that lies there. One bound for each side, as SQLite would take any two
        of them for the wrong one, and walk through the log.
        """
        return Span(max(self.above, above), min(self.upto, upto), self.shared)


class Since(NamedTuple):
    """From where on somebody reads a room: all above the number at which they `joined`, and of
    what was said before, what stands above number `sees` and was to be seen by newcomers.
    """

    joined: int
    sees: int

    @property
    def spans(self):
        """What they read: apart from each other, and in the order of the log."""
        return Span(self.sees, self.joined, shared=True), Span(self.joined, END)


EVERYTHING = Since(0, 0)
NOTHING = Since(math.inf, math.inf)


class Sight(NamedTuple):
    """What decides which of a room's people may read one of its messages."""

    seq: int
    shared: bool

    def is_open_to(self, since):
        """Whether somebody may read it who reads the room from there on."""
        return self.seq > since.joined or (self.shared and self.seq > since.sees)

    def is_for_all(self, room):
        """Whether all may who are in the room by now."""
        return self.shared and self.seq > room.public_from


def since(user, room):
    """From where on this person reads a room; None where they read nothing of it."""
    if room.kind == "lobby":
        return EVERYTHING
    found = _numbers.tuples(user.pk, room.pk)
    return Since(*found[0]) if found else None


@contextmanager
def lasting(user, room):
    """From where on this person reads a room, the same while something of it is read. Raises
    NotFound where it was not: who was out for a moment would be given what was said then, or miss
    what was told.
    """
    found = since(user, room)
    if found is None:
        raise NotFound()
    yield found
    if since(user, room) != found:
        raise NotFound()


def readable_by(user):
    """All messages that this person may read, as a condition."""
    mine = Membership.objects.filter(user=user, room=OuterRef("room"))
    numbers = Since(Subquery(mine.values("joined_seq")), Subquery(mine.values("sees_from")))
    before, after = numbers.spans
    return Q(room__kind="lobby") | after.condition | before.condition
