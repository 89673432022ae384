"""While you were away: what may matter, each with the way to it."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone

from rooms.models import Room
from rooms.models import catchup as findings
from rooms.text.excerpt import excerpt


class Span(NamedTuple):
    name: str
    words: str
    length: timedelta


SPANS = [
    Span("day", "the last day", timedelta(days=1)),
    Span("week", "the last week", timedelta(days=7)),
    Span("month", "the last month", timedelta(days=30)),
]


@login_required
def catchup(request):
    """Found for one of a few spans of time; any other asked for is the shortest."""
    span = next((one for one in SPANS if one.name == request.GET.get("span")), SPANS[0])
    found = findings.since(request.user, timezone.now() - span.length)
    titles = Room.objects.followed_by(request.user).titles_for(request.user)
    sections = [
        (section, [_line(message, titles) for message in messages])
        for section, messages in found.sections()
    ]
    return render(request, "catchup.html", {"span": span, "spans": SPANS, "sections": sections})


def _line(message, titles):
    return {
        "message": message,
        "room": titles.get(message.room_id, ""),
        "words": excerpt(message.body),
        "reacted": getattr(message, "reacted", 0),
    }
