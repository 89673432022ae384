"""What a person would want to know of the time that they were away, found without guessing."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from rooms import limits

from . import unread
from .mention import Mention
from .message import Message

TITLES = ("To you", "Questions that nobody took up", "Most reacted to", "Links")
QUESTION_MARKS = "?？؟;"
ANSWERED_WITHIN = timedelta(hours=1)


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
    """What was said after this moment where they could read it, a few of each."""
    news = _after(unread.news(user), moment).select_related("author").order_by("-pk")
    liked = news.annotate(reacted=Count("reactions")).filter(reacted__gt=0)
    return CatchUp(
        to_them=_few(news.filter(_is_to(user))),
        questions=_few(news.filter(_asks(), ~_was_taken_up())),
        liked=_few(liked.order_by("-reacted", "-pk")),
        links=_few(news.filter(html__contains=' href="')),
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
    soon = OuterRef("sent_at") + ANSWERED_WITHIN
    spoke = stands.filter(room=OuterRef("room"), seq__gt=OuterRef("seq"), sent_at__lte=soon)
    return Exists(stands.filter(reply_to=OuterRef("pk"))) | Exists(
        spoke.exclude(author=OuterRef("author"))
    )


def _few(messages):
    return list(messages[: limits.CAUGHT_UP])
