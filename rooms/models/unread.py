"""What a person has not read of a room: always counted from their marker `read`, never kept.

Counting ends at `UNREAD_COUNTED`, so that a room left alone for years costs no more than others.
"""

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery

from rooms import limits

from .mention import Mention
from .message import Message


class CountOf(Subquery):
    """How many rows a question finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def messages(user):
    """How many messages of others they have not read."""
    return _count(news(user).filter(room=OuterRef("pk"), seq__gt=OuterRef("read")).values("pk"))


def mentions(user):
    """How many of those speak to them, by name or as to one of all."""
    to_them = Mention.objects.filter(Q(user=user) | Q(user=None))
    above = to_them.filter(room=OuterRef("pk"), seq__gt=OuterRef("read"))
    unread = above.filter(Exists(news(user).filter(pk=OuterRef("message"))))
    return _count(unread.values("message").distinct())


def news(user):
    """All messages that would be news to this person, where they stand above their marker."""
    others = Message.objects.readable_by(user).exclude(author=user)
    return others.filter(deleted_at=None).exclude(kind=Message.Kind.SYSTEM)


def _count(rows):
    return CountOf(rows.order_by()[: limits.UNREAD_COUNTED])
