"""Rooms in which not everyone may read everything, and who may read what of them.

Each word stands for one message. The tables are written by hand, so that they can't be wrong in
the way in which the chat is.
"""

import uuid
from types import SimpleNamespace

from rooms.actions import groups, messages, privacy, whispers
from rooms.models import Mention, Message, Room

NAMES = ("ada", "start", "early", "late", "back", "stranger")
WORDS = {letter: f"secret-{letter}" for letter in "ABCDEFG"}
EVERYTHING = "ABCD"


def cast(person):
    """ada owns what there is. start was there from the beginning, early came in while newcomers
    saw all, late while they saw only what came after them, back left and came in again with late.
    """
    people = {name: person(name, name=name.title()) for name in NAMES}
    people["root"] = person("root", name="Root", is_staff=True, is_superuser=True)
    return SimpleNamespace(**people)


def say(by, room, letter):
    posted = messages.post(by, room, WORDS[letter], uuid.uuid4())
    Mention.objects.create(message_id=posted.message_id, room=room, seq=posted.seq, name="all")


def lobby(them):
    room = Room.objects.lobby()
    for letter in EVERYTHING:
        say(them.ada, room, letter)
    return room, dict.fromkeys(vars(them), EVERYTHING)


def public_group(them):
    room = groups.create(them.ada, "Chess")
    _tell_the_story(them, room, lambda user: groups.join(user, room))
    return room, {**_members("ACD", "ACD"), "stranger": "", "root": ""}


def private_group(them):
    room = groups.create(them.ada, "Chess", private=True)
    _tell_the_story(them, room, lambda user: groups.invite(them.ada, room, user))
    return room, {**_members("ACD", "ACD"), "stranger": "", "root": ""}


def private_turned_public(them):
    """What was said in private stays with those who were in it, however often it turns."""
    room = groups.create(them.ada, "Chess", private=True)

    def come(user):
        room.refresh_from_db()
        if room.private:
            groups.invite(them.ada, room, user)
        else:
            groups.join(user, room)

    _tell_the_story(them, room, come, lambda: privacy.make_public(them.ada, room))
    privacy.make_private(them.ada, room)
    say(them.ada, room, "E")
    privacy.make_public(them.ada, room)
    say(them.ada, room, "F")
    groups.join(them.root, room)
    say(them.ada, room, "G")
    told = {**_members("CD", "CD"), "stranger": ""}
    return room, {name: words and f"{words}EFG" for name, words in told.items()} | {"root": "FG"}


def whisper(them):
    for letter in EVERYTHING:
        posted = whispers.send(them.ada, them.start, WORDS[letter], uuid.uuid4())
        Mention.objects.create(
            message_id=posted.message_id, room_id=posted.room_id, seq=posted.seq, name="all"
        )
    readers = dict.fromkeys(vars(them), "") | dict.fromkeys(["ada", "start"], EVERYTHING)
    return Room.objects.get(pk=posted.room_id), readers


ROOMS = [lobby, public_group, private_group, private_turned_public, whisper]


def messages_of(room):
    """{letter: message}."""
    letters = {word: letter for letter, word in WORDS.items()}
    rows = Message.objects.filter(room=room, body__in=letters).told().order_by("seq")
    return {letters[row.body]: row for row in rows}


def letters_in(text):
    return "".join(letter for letter, word in WORDS.items() if word in text)


def _tell_the_story(them, room, come, turn=lambda: None):
    come(them.start)
    come(them.back)
    say(them.ada, room, "A")
    groups.leave(them.back, room)
    come(them.early)
    turn()
    privacy.show_history(them.ada, room, "joined")
    say(them.ada, room, "B")
    come(them.late)
    come(them.back)
    say(them.ada, room, "C")
    privacy.show_history(them.ada, room, "all")
    say(them.ada, room, "D")


def _members(late, back):
    return {"ada": "ABCD", "start": "ABCD", "early": "ABCD", "late": late, "back": back}
