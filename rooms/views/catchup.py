"""While you were away: what may matter, each with the way to it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince

from rooms.actions import throttle
from rooms.errors import RateLimited, Unavailable
from rooms.models import Absence, Room
from rooms.models import catchup as findings
from rooms.text.excerpt import excerpt

LENGTHS = {"day": 1, "week": 7, "month": 30}


class Span(NamedTuple):
    """How far back one looks. `words` stand behind "Nothing that you would have missed"."""

    name: str
    label: str
    words: str
    since: datetime


@login_required
def catchup(request):
    """Found for one of a few spans of time; any other asked for is the first of them."""
    spans = list(_spans(request.user))
    span = next((one for one in spans if one.name == request.GET.get("span")), spans[0])
    context, status = {"span": span, "spans": spans}, 200
    try:
        throttle.Attempt(("search", request.user.pk)).count()
        context["sections"] = _sections(request.user, span.since)
    except RateLimited as refusal:
        context["refusal"], status = refusal.text, 429
    except Unavailable as refusal:
        context["refusal"], status = refusal.text, 503
    response = render(request, "catchup.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _sections(user, since):
    found = findings.since(user, since)
    titles = Room.objects.followed_by(user).titles_for(user)
    return [
        (title, [_line(message, titles) for message in messages])
        for title, messages in found.sections()
    ]


def _spans(user):
    """What there is to choose from: first of all since they left, if they ever did."""
    now = timezone.now()
    left = Absence.of(user)
    if left:
        yield Span("left", "since you left", f"since you left, {timesince(left, now)} ago", left)
    for name, days in LENGTHS.items():
        yield Span(name, f"the last {name}", f"in the last {name}", now - timedelta(days=days))


def _line(message, titles):
    return {
        "message": message,
        "room": titles.get(message.room_id, ""),
        "words": excerpt(message.words),
        "reacted": getattr(message, "reacted", 0),
    }
