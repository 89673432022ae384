"""Saying something that only one other person hears."""

from django.db import IntegrityError

from rooms.errors import Forbidden, Refusal
from rooms.models import Membership, Room, RoomSeq
from rooms.text import body as texts
from rooms.wire import publish

from . import mentions, messages, numbers


def send(sender, to, body, client_id, typed=""):
    """Say it in the one room of these two, made with its first message. Returns Posted.

    Someone who is away finds it when they come back. `typed` is the line in which it was said.
    """
    if to.pk == sender.pk:
        raise Forbidden("You can't whisper to yourself. /whisper <user> <message>")
    if to.bot:
        raise Forbidden(f"{to.username} doesn't hear whispers. Ask in a room with /chatgpt.")
    line = messages.Line(0, sender, client_id, texts.normalise(body), typed=typed)
    people = sorted((sender.pk, to.pk))
    mentions.between(line, people)
    line.find_terms()
    try:
        return _send(people, line)
    except IntegrityError:
        # Both wrote their first whisper at once: the room is there now.
        return _send(people, line)


def _send(people, line):
    with numbers.writing():
        room, is_new = _room(people)
        line.room_id = room.pk
        with numbers.locked([room.pk]) as counters:
            [outcome] = messages.keep([line], counters)
        if isinstance(outcome, Refusal):
            raise outcome
        if is_new:
            numbers.touch(people)
            publish.refresh(people)
        messages.tell(outcome)
    return outcome


def _room(people):
    """Their room, and whether it was made just now."""
    key = ",".join(map(str, people))
    room = Room.objects.filter(people_key=key).first()
    if room is not None:
        return room, False
    room = Room.objects.create(kind=Room.Kind.WHISPER, people_key=key)
    RoomSeq.objects.create(room=room)
    Membership.objects.bulk_create(Membership(room=room, user_id=pk) for pk in people)
    return room, True
