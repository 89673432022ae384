"""Saying something that only one other person hears."""

from django.db import IntegrityError

from rooms.errors import Forbidden, Refusal
from rooms.models import Membership, Room, RoomSeq
from rooms.text import body as texts
from rooms.wire import publish

from . import messages, numbers


def send(sender, to, body, client_id):
    """Say it in the one room of these two, made with its first message. Returns Posted.

    Someone who is away finds it when they come back.
    """
    _check(sender, to)
    line = messages.Line(0, sender, client_id, texts.normalise(body))
    line.prepare()
    try:
        posted = _send(sender, to, line)
    except IntegrityError:
        # Both wrote their first whisper at once: the room is there now.
        posted = _send(sender, to, line)
    messages.tell(posted)
    return posted


def _send(sender, to, line):
    with numbers.writing():
        room = _room(sender, to)
        line.room_id = room.pk
        with numbers.locked([room.pk]) as counters:
            [outcome] = messages.keep([line], counters)
        if isinstance(outcome, Refusal):
            raise outcome
    return outcome


def _room(*people):
    ids = sorted(person.pk for person in people)
    key = ",".join(map(str, ids))
    room = Room.objects.filter(people_key=key).first()
    if room is None:
        room = Room.objects.create(kind=Room.Kind.WHISPER, people_key=key)
        RoomSeq.objects.create(room=room)
        Membership.objects.bulk_create(Membership(room=room, user=person) for person in people)
        numbers.touch(ids)
        publish.refresh(ids)
    return room


def _check(sender, to):
    if to.pk == sender.pk:
        raise Forbidden("You can't whisper to yourself. /whisper <user> <message>")
    if to.bot:
        raise Forbidden(f"{to.username} doesn't hear whispers. Ask in a room with /chatgpt.")
    if not to.is_active:
        raise Forbidden(f"{to.username} can't be reached: the account has been deactivated.")
