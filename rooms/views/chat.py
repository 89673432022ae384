"""The chat's page: what it needs to start is in it, and the socket brings the rest."""

from datetime import UTC, datetime

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from rooms import commands, limits
from rooms.errors import Refusal
from rooms.models import Appearance, Message, Room, followed
from rooms.wire import history, payloads

from . import modules


@login_required
def chat(request, room=None):
    """The page on one room, or on the lobby: where it is read on, around a number, or at a date.
    A room that is not theirs is not there.
    """
    return _page(request, room, _where(request.GET))


@login_required
def message(request, message):
    """The page opened around one message. One that they may not read is not there."""
    readable = Message.objects.readable_by(request.user).filter(pk=message)
    wanted = readable.values("pk", "room", "seq").first()
    if wanted is None:
        raise Http404
    return _page(request, wanted["room"], {"around": wanted["seq"]}, wanted["pk"])


def _page(request, room, where, target=None):
    rooms = followed.rooms(request.user)
    shown = next((one for one in rooms if _is_wanted(one, room)), None)
    if shown is None:
        raise Http404
    page = {
        "me": payloads.user(request.user),
        "appearance": payloads.appearance(Appearance.of(request.user)),
        "rooms": [payloads.room(one) for one in rooms],
        "limits": payloads.LIMITS,
        "keywords": request.user.keywords,
        "commands": [_command(one) for one in commands.listing()],
        "history": msgspec.to_builtins(_history(request.user, shown, where or _reading_on(shown))),
        "room": shown.pk,
        "target": target,
        "pinning": {
            "operator": request.user.is_staff,
            "small_group": limits.SMALL_GROUP,
        },
        "operator": request.user.is_staff,
        "restore_days": limits.RESTORE_DAYS,
    }
    context = {
        "page": page,
        "modules": modules.announced("js/chat.js"),
        "group_name_chars": limits.GROUP_NAME_CHARS,
        "status_chars": limits.STATUS_CHARS,
        "emoji_chars": limits.EMOJI_CHARS,
        "keywords_most": limits.KEYWORDS,
        "reason_chars": limits.REASON_CHARS,
        "restore_days": limits.RESTORE_DAYS,
        "search_chars": limits.SEARCH_CHARS,
    }
    response = render(request, "chat.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _reading_on(room):
    """Where what is unread begins, if a page of the newest may not reach back to it; as the page
    itself opens other rooms.
    """
    is_far_back = room.unread and room.counter.last_seq - room.read > limits.NEWEST_MESSAGES
    return {"around": room.read + 1} if is_far_back else {}


def _is_wanted(one, room):
    return one.kind == Room.Kind.LOBBY if room is None else one.pk == room


def _history(user, room, where):
    try:
        return history.page(Room.objects.read_by(user, room.pk), user, **where)
    except Refusal:
        raise Http404 from None


def _where(asked):
    """Where the page is to be opened. What is no number or date is not there."""
    try:
        if "around" in asked:
            return {"around": _number(asked["around"])}
        if "date" in asked:
            return {"date": _moment(asked["date"])}
    except (ValueError, OverflowError):
        raise Http404 from None
    return {}


def _number(text):
    number = int(text) if text.isdecimal() else 0
    if not 0 < number < 2**63:
        raise ValueError(f"{text[:20]} is no number of a log")
    return number


def _moment(text):
    """A moment with its offset, or a day, which begins as days do in UTC."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _command(one):
    return {
        "name": one.name,
        "usage": one.usage,
        "summary": one.summary,
        "speaks": one.speaks,
    }
