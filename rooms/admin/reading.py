"""Reading what is said in a group or the lobby: only after saying why, and only for a while."""

from django.shortcuts import redirect

from rooms import limits
from rooms.actions import oversight
from rooms.models.page import Readable

from .deeds import Reason, tried

MESSAGES_SHOWN = 50
NUMBER_DIGITS = 18


def read(admin, request, room):
    """The form that asks why; once the answer is on record, the messages, newest first."""
    if oversight.may_read(request.user, room, request.session.get(_key(room))):
        return _messages(admin, request, room)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for record in tried(form, oversight.read, request.user, room):
            request.session[_key(room)] = record.pk
            return redirect("admin:rooms_group_messages", room.pk)
    context = {"title": "Read messages", "form": form, "minutes": limits.OVERSIGHT_MINUTES}
    return admin.show(request, "admin/rooms/why_read.html", room, **context)


def _messages(admin, request, room):
    before = _number(request.GET.get("before", ""))
    page = Readable(room).page(MESSAGES_SHOWN, before=before)
    context = {"title": "Messages", "shown": page.messages[::-1], "older": page.has_older}
    return admin.show(request, "admin/rooms/messages.html", room, **context)


def _number(typed):
    return int(typed) if typed.isdecimal() and len(typed) <= NUMBER_DIGITS else None


def _key(room):
    return f"reading {room.pk}"
