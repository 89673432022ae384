"""Nobody finds what they may not read: each kind of place, asked by each kind of person."""

import uuid
from itertools import product

import pytest
from django.utils import timezone

from rooms.actions import groups, whispers
from rooms.models import Mention, Message, Reaction, Room, Saved
from rooms.search import find

CANARY = "canary7f3a"
SEARCHES = (
    CANARY,
    "canary*",
    f'"{CANARY} sings"',
    f"{CANARY} -elephant",
    "-elephant",
    "from:ada",
    "-from:eve",
    "on:today",
    "has:link",
    "has:code",
    "has:mention",
    "has:reaction",
    "is:pinned",
    "is:unread",
    "to:ada",
    "-to:eve",
    "-is:saved",
    "in:bob",
    "in:ada",
    "in:secrets",
    "-in:lobby",
)


@pytest.fixture
def places(ada, bob, eve, person, say):
    """A message of Ada's in each kind of place, and who may read it."""
    operator = person("root", is_staff=True, is_superuser=True)
    late = person("late")
    hidden = groups.create(ada, "Hidden")
    Room.objects.filter(pk=hidden.pk).update(history=Room.History.JOINED)
    secret = groups.create(ada, "Secrets")
    Room.objects.filter(pk=secret.pk).update(private=True)
    shared, left = groups.create(ada, "Shared"), groups.create(ada, "Left")
    groups.join(bob, left)
    whisper = Room.objects.get(pk=whispers.send(ada, bob, "psst", uuid.uuid4()).room_id)
    body = f"{CANARY} sings, `see` https://birds.example @all"
    rooms = {"hidden": hidden, "secret": secret, "shared": shared, "left": left, "whisper": whisper}
    said = {name: say(ada, room, body) for name, room in rooms.items()}
    groups.leave(bob, left)
    for room in (hidden, shared):
        groups.join(late, room)
    for message in said.values():
        Mention.objects.create(message=message, room=message.room, seq=message.seq, name="all")
        Reaction.objects.create(message=message, user=ada, emoji="🐦")
    Message.objects.update(pinned_at=timezone.now(), pinned_by=ada)
    readers = {
        "whisper": {ada, bob},
        "hidden": {ada},
        "secret": {ada},
        "left": {ada},
        "shared": {ada, late},
    }
    return {said[name]: readers[name] for name in said}, (ada, bob, eve, late, operator)


def found_by(reader, text, order):
    return {hit.message.pk for hit in find.page(reader, text, limit=50, order=order).hits}


@pytest.mark.django_db
def test_each_is_found_by_its_readers_and_by_nobody_else(places):
    said, people = places
    for reader, text, order in product(people, SEARCHES, find.ORDERS):
        found = found_by(reader, text, order)
        for message, readers in said.items():
            if reader not in readers:
                assert message.pk not in found, (reader, text, message.room)
    for message, readers in said.items():
        for reader in readers:
            assert message.pk in found_by(reader, CANARY, "newest")
            assert message.pk in found_by(reader, f"has:link has:reaction {CANARY}", "best")


@pytest.mark.django_db
def test_what_one_may_not_know_of_is_explained_as_what_does_not_exist(places, eve):
    for name in ("secrets", "nowhere"):
        [sentence] = find.page(eve, f"in:{name}").explained
        assert sentence.replace(name, "X") == (
            "You are in no room called X, and whisper with nobody of that name."
        )


@pytest.mark.django_db
def test_what_is_deleted_is_never_found(ada, bob, lobby, say, finds):
    message = say(ada, lobby, CANARY)
    Saved.objects.create(message=message, user=bob)
    Message.objects.filter(pk=message.pk).update(deleted_at=timezone.now())

    assert [finds(bob, text) for text in (CANARY, "is:saved", "from:ada", "-elephant")] == [[]] * 4


@pytest.mark.django_db
def test_a_full_page_of_others_words_hides_none_of_ones_own(ada, bob, eve, lobby, say, finds):
    """What one may not read takes no place among what is found."""
    say(ada, lobby, "tea in the lobby")
    for _ in range(60):
        whispers.send(ada, eve, "tea between us", uuid.uuid4())

    assert finds(bob, "tea") == ["tea in the lobby"]
    assert finds(bob, "tea", order="best") == ["tea in the lobby"]
