"""What a person would want to know of the time that they were away, found without guessing."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from rooms import limits

from . import bounded, unread
from .mention import Mention
from .message import Message

TITLES = ("To you", "Questions that nobody took up", "Most reacted to", "Links")
# The Greek one, of two that look alike: the other ends lines of code.
QUESTION_MARKS = "?？؟\u037e"
ANSWERED_WITHIN = timedelta(hours=1)
TOO_LONG = (
    "So much was said since then that looking through it takes too long. Please choose a shorter"
    " time on the page /catchup/."
)


class CatchUp(NamedTuple):
    """Messages of others, newest first; the `liked` ones by how many reacted."""

    to_them: list
    questions: list
    liked: list
    links: list

    def sections(self):
        """(its title, its messages) of each kind of which there is something."""
        return [(title, found) for title, found in zip(TITLES, self, strict=True) if found]


def since(user, moment):
    """What was said after this moment where they could read it, a few of each. Raises Unavailable
    where that takes too long.
    """
    with bounded.in_time(TOO_LONG):
        news = _after(unread.news(user), moment)
        return CatchUp(
            to_them=_newest(news, news.filter(_is_to(user))),
            questions=_newest(news, news.filter(_asks(), ~_was_taken_up())),
            liked=_most_liked(news),
            links=_newest(news, news.filter(html__contains=' href="')),
        )


def _after(messages, moment):
    # Ids grow with time, near enough, and are what the table is sorted by.
    edge = Message.objects.filter(sent_at__lte=moment).order_by("-pk").values_list("pk", flat=True)
    return messages.filter(pk__gt=edge.first() or 0, sent_at__gt=moment)


def _is_to(user):
    named = Mention.objects.filter(Q(user=user) | Q(user=None), message=OuterRef("pk"))
    return Exists(named) | Q(reply_to__author=user)


def _asks():
    ends = Q()
    for mark in QUESTION_MARKS:
        ends |= Q(body__endswith=mark)
    return ends


def _was_taken_up():
    """Somebody replied, or somebody else spoke in the room within the hour."""
    stands = Message.objects.filter(deleted_at=None)
    # By time at both ends, so that an index leads to the hour and no further. What was kept at once
    # has one time, and numbers tell what came first.
    spoke = stands.filter(
        room=OuterRef("room"),
        seq__gt=OuterRef("seq"),
        sent_at__gte=OuterRef("sent_at"),
        sent_at__lte=OuterRef("sent_at") + ANSWERED_WITHIN,
    )
    return Exists(stands.filter(reply_to=OuterRef("pk"))) | Exists(
        spoke.exclude(author=OuterRef("author"))
    )


def _newest(news, messages):
    ids = messages.order_by("-pk").values_list("pk", flat=True)
    return _rows(news, list(ids[: limits.CAUGHT_UP]))


def _most_liked(news):
    counts = news.filter(reactions__isnull=False).values("pk").annotate(n=Count("reactions"))
    reacted = dict(counts.order_by("-n", "-pk").values_list("pk", "n")[: limits.CAUGHT_UP])
    rows = _rows(news, list(reacted))
    for row in rows:
        row.reacted = reacted[row.pk]
    return rows


def _rows(news, ids):
    """These messages in this order. Their words are read last: databases would sort them too."""
    rows = news.filter(pk__in=ids).select_related("author").defer("terms").worded().in_bulk()
    return [rows[pk] for pk in ids if pk in rows]
