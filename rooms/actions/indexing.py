"""Keeping the terms of messages: where words were changed without them, and after an upgrade."""

from operator import attrgetter

from django.db.models import Q

from rooms import limits
from rooms.models import Message

from . import numbers

# What is being written is found when it is whole.
LACKING = Q(terms_of=None) & ~Q(answer_state=Message.AnswerState.WRITING)

WORDS = ("room_id", "author_id", "sent_at", "body", "html")


def lacking():
    """The messages whose words can't be found yet."""
    return Message.objects.filter(LACKING)


def make_missing(most=limits.TERMS_AT_ONCE):
    """Make the terms of messages that have none, at most so many. Returns of how many."""
    rows = list(_words(lacking().order_by("pk"))[:most])
    # Others that are changed just now have their terms made by whoever does it, or later.
    return _make(rows, lacking().select_for_update(skip_locked=True)) if rows else 0


def renew(after, most=limits.TERMS_AT_ONCE, every=False):
    """Make the terms of the next messages above an id anew: where they are of other words or of
    another version, or of `every` message. Returns (last id looked at, how many were made); the
    id is None at the end.
    """
    looked = list(_words(Message.objects.filter(pk__gt=after).order_by("pk"))[:most])
    rows = [row for row in looked if every or not row.has_its_terms()]
    made = _make(rows, Message.objects.select_for_update())
    return (looked[-1].pk if looked else None), made


def _words(rows):
    return rows.only(*WORDS, "terms_of")


def _make(rows, locked):
    """Keep the terms of those rows that still say the same when they are locked."""
    for row in rows:
        row.find_terms()
    with numbers.writing():
        now = locked.filter(pk__in=[row.pk for row in rows]).order_by("pk")
        same = set(now.values_list("pk", *WORDS))
        kept = [row for row in rows if attrgetter("pk", *WORDS)(row) in same]
        for row in kept:
            Message.objects.filter(pk=row.pk).update(terms=row.terms, terms_of=row.terms_of)
    return len(kept)
