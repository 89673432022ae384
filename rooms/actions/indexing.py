"""Keeping the terms of messages: where words were changed without them, and after an upgrade."""

from django.db.models import Q

from rooms import limits
from rooms.models import Message

from . import numbers

# What is being written is found when it is whole.
LACKING = Q(terms_of=None) & ~Q(answer_state=Message.AnswerState.WRITING)


def lacking():
    """The messages whose words can't be found yet."""
    return Message.objects.filter(LACKING)


def make_missing(most=limits.TERMS_AT_ONCE):
    """Make the terms of messages that have none. Returns how many there were, at most so many."""
    if not lacking().exists():
        return 0
    with numbers.writing():
        rows = lacking().order_by("pk").select_for_update(skip_locked=True)
        return len([_make(row) for row in _words(rows)[:most]])


def renew(after, most=limits.TERMS_AT_ONCE, every=False):
    """Make the terms of the next messages above an id anew: where they are of other words or of
    another version, or of `every` message. Returns (last id looked at, how many were made); the
    id is None at the end.
    """
    with numbers.writing():
        rows = Message.objects.filter(pk__gt=after).order_by("pk").select_for_update()
        looked = list(_words(rows)[:most])
        made = [_make(row) for row in looked if every or not row.has_its_terms()]
    return (looked[-1].pk if looked else None), len(made)


def _words(rows):
    return rows.only("room_id", "author_id", "sent_at", "body", "html", "terms_of")


def _make(row):
    row.find_terms()
    Message.objects.filter(pk=row.pk).update(terms=row.terms, terms_of=row.terms_of)
