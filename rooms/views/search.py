"""Searching, as a page that needs no scripts: each search has an address of its own."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from rooms import limits
from rooms.actions import throttle
from rooms.errors import RateLimited, Refusal
from rooms.models import Room
from rooms.search import find


@login_required
def search(request):
    """What is found of what the reader may read. Nothing that can be typed is an error."""
    asked = {name: request.GET.get(name, "") for name in ("q", "order", "before", "zone")}
    asked["q"] = asked["q"].replace("\0", " ")
    asked["order"] = asked["order"] if asked["order"] in find.ORDERS else find.NEWEST
    context, status = asked | {"most": limits.SEARCH_CHARS}, 200
    # A link such as the one in a room's heading leaves the words to be added.
    context["is_unfinished"] = not asked["q"] or asked["q"].endswith(" ")
    try:
        if asked["q"].strip():
            throttle.Attempt(("search", request.user.pk)).count()
            context |= _found(request.user, asked)
    except RateLimited as refusal:
        context["refusal"], status = refusal.text, 429
    except Refusal as refusal:
        context["refusal"], status = refusal.text, 400 if refusal.final else 503
    response = render(request, "search.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _found(user, asked):
    where = {name: asked[name] for name in ("order", "before", "zone")}
    page = find.page(user, asked["q"], **where)
    titles = Room.objects.filter(pk__in=page.rooms).titles_for(user)
    hits = [_shown(hit, titles[hit.message.room_id]) for hit in page.hits]
    found = {"hits": hits, "explained": page.explained, "searched": True}
    if page.more and page.hits:
        found["next"] = _address(asked | {"before": page.hits[-1].place})
    other = find.BEST if asked["order"] == find.NEWEST else find.NEWEST
    return found | {"other": _address(asked | {"order": other, "before": ""})}


def _shown(hit, title):
    pieces = [{"text": text, "is_found": at % 2} for at, text in enumerate(hit.snippet)]
    return {"message": hit.message, "room": title, "pieces": pieces}


def _address(asked):
    return "?" + urlencode({name: value for name, value in asked.items() if value})
