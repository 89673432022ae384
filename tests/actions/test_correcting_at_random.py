"""Whatever several people change and take back, in whatever order: every wording is kept in order,
and who heard each change holds what a newcomer is given.
"""

import json
from collections import namedtuple
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from rooms.actions import corrections, groups, messages, tombstones
from rooms.errors import Refusal
from rooms.models import Message, RoomSeq
from rooms.wire import history, log

WHY = "for the story"
Deed = namedtuple("Deed", "who what which words")
deeds = some.builds(
    Deed,
    some.sampled_from(["ada", "bob", "eve", "olga"]),
    some.sampled_from(["edit", "edit", "delete", "restore"]),
    some.integers(0, 2),
    some.sampled_from(["one", "two", "three two", "**four**"]),
)


class Wordings:
    """What a message has said, by whom, as the rules have it: ada owns, olga oversees."""

    def __init__(self, author):
        self.author, self.deleted_by = author, None
        self.words = [("Hello", author)]

    def does(self, deed):
        """Whether the rules let this change anything."""
        return getattr(self, deed.what)(deed)

    def edit(self, deed):
        may = deed.who in (self.author, "olga")
        if self.deleted_by or not may or self.words[-1][0] == deed.words:
            return False
        self.words.append((deed.words, deed.who))
        return True

    def delete(self, deed):
        if self.deleted_by or deed.who not in (self.author, "ada", "olga"):
            return False
        self.deleted_by = deed.who
        return True

    def restore(self, deed):
        if not self.deleted_by or deed.who not in (self.deleted_by, "ada", "olga"):
            return False
        self.deleted_by = None
        return True


def done(deed, person, message):
    try:
        if deed.what == "edit":
            corrections.edit(person, message, deed.words, WHY)
        elif deed.what == "delete":
            tombstones.delete(person, message, WHY)
        else:
            tombstones.restore(person, message)
    except Refusal:
        pass


@pytest.fixture
def people(ada, bob, eve, person):
    return {"ada": ada, "bob": bob, "eve": eve, "olga": person("olga", is_staff=True)}


@pytest.fixture
def chess(people):
    room = groups.create(people["ada"], "Chess")
    groups.join(people["bob"], room)
    groups.join(people["eve"], room)
    return room


def heard(room, after):
    """What somebody holds who has heard all numbers above this one, one after the other."""
    copy, entries = {}, log.between(room.pk, after, 10_000)
    assert [entry.seq for entry in entries] == list(range(after + 1, after + 1 + len(entries)))
    for entry in entries:
        message = json.loads(entry.text)["message"]
        known = copy.get(message["id"])
        if known is None or known["rev"] <= message["rev"]:
            copy[message["id"]] = message
    return copy


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(some.lists(deeds, max_size=25), some.integers(0, 25))
def test_versions_are_complete_and_copies_agree(people, chess, acts, pause):
    before = RoomSeq.objects.get(room=chess).last_seq
    authors = ["bob", "eve", "bob"]
    said = [messages.post(people[name], chess, "Hello", uuid4()).message_id for name in authors]
    wordings = [Wordings(author) for author in authors]
    middle = before
    for place, deed in enumerate(acts):
        if place == pause:
            middle = RoomSeq.objects.get(room=chess).last_seq
        rev = Message.objects.get(pk=said[deed.which]).rev
        done(deed, people[deed.who], said[deed.which])
        changed = Message.objects.get(pk=said[deed.which]).rev != rev
        assert changed == wordings[deed.which].does(deed), deed

    eve, epoch = people["eve"], RoomSeq.objects.get(room=chess).epoch
    fresh = {one["id"]: one for one in history.page(chess, eve).messages if one["id"] in said}
    assert {pk: one for pk, one in heard(chess, before).items() if pk in said} == fresh
    [sync] = history.sync(chess, eve, epoch=epoch, after=middle)
    assert all(one == fresh[one["id"]] for one in sync.messages)
    for pk, wording in zip(said, wordings, strict=True):
        stands = fresh[pk]
        assert bool(stands["deleted"]) == bool(wording.deleted_by)
        if wording.deleted_by:
            assert stands["deleted"]["by"]["username"] == wording.deleted_by
            tombstones.restore(people["olga"], pk)
        [told] = history.versions(eve, pk)
        assert [(one["body"], one["editor"]["username"]) for one in told.versions] == wording.words
        assert [one["n"] for one in told.versions] == list(range(1, len(wording.words) + 1))
        assert sorted(one["at"] for one in told.versions) == [one["at"] for one in told.versions]
