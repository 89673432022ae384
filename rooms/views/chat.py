"""The chat's page: what it needs to start is in it, and the socket brings the rest."""

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from rooms import commands, limits
from rooms.errors import Refusal
from rooms.models import Message, Room
from rooms.wire import history, payloads


@login_required
def chat(request, room=None):
    """The page on one room, or on the lobby. A room that is not theirs is not there."""
    return _page(request, room)


@login_required
def message(request, message):
    """The page opened around one message. One that they may not read is not there."""
    readable = Message.objects.readable_by(request.user).filter(pk=message)
    wanted = readable.values("pk", "room", "seq").first()
    if wanted is None:
        raise Http404
    return _page(request, wanted["room"], wanted)


def _page(request, room, target=None):
    rooms = Room.objects.followed_by(request.user).seen_by(request.user)
    shown = next((one for one in rooms if _is_wanted(one, room)), None)
    if shown is None:
        raise Http404
    where = {"around": target["seq"]} if target else {}
    page = {
        "me": payloads.user(request.user),
        "rooms": [payloads.room(one) for one in rooms],
        "limits": payloads.LIMITS,
        "commands": [_command(one) for one in commands.listing()],
        "history": msgspec.to_builtins(_history(request.user, shown, where)),
        "room": shown.pk,
        "target": target["pk"] if target else None,
        "pinning": {
            "operator": request.user.is_staff,
            "small_group": limits.SMALL_GROUP,
        },
    }
    context = {"page": page, "group_name_chars": limits.GROUP_NAME_CHARS}
    response = render(request, "chat.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _is_wanted(one, room):
    return one.kind == Room.Kind.LOBBY if room is None else one.pk == room


def _history(user, room, where):
    try:
        return history.page(Room.objects.read_by(user, room.pk), user, **where)
    except Refusal:
        raise Http404 from None


def _command(one):
    return {
        "name": one.name,
        "usage": one.usage,
        "summary": one.summary,
        "speaks": one.speaks,
    }
