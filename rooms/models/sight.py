"""Which messages a person may read: one rule, as a question to the database and of one message.

In the lobby everyone reads everything. Elsewhere it takes a membership, and who joined later reads
what was said before only where newcomers were to see it when it was said. What was said while a
group was private stays with those who were in it then.
"""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from .membership import Membership


class Sight(NamedTuple):
    """What decides which of a room's people may read one of its messages."""

    seq: int
    shared: bool
    public_from: int

    @property
    def is_for_all(self):
        return self.shared and self.seq > self.public_from

    def is_open_to(self, joined_seq):
        """Whether it may be read by somebody who joined at this number."""
        was_there = joined_seq < self.seq
        was_in_private = joined_seq <= self.public_from
        return was_there or (self.shared and (was_in_private or self.seq > self.public_from))


def readable_by(user):
    """The same of all messages that this person may read, as a condition."""
    mine = Membership.objects.filter(user=user, room=OuterRef("room"))
    was_there = Q(joined_seq__lt=OuterRef("seq"))
    was_in_private = Q(joined_seq__lte=F("room__public_from"))
    was_said_in_public = Q(room__public_from__lt=OuterRef("seq"))
    return (
        Q(room__kind="lobby")
        | Exists(mine.filter(was_there))
        | Q(shared=True) & Exists(mine.filter(was_in_private | was_said_in_public))
    )
