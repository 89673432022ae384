import uuid
from types import SimpleNamespace

import msgspec
import pytest

from rooms.actions import corrections, groups, messages, privacy
from rooms.live.missed import Copies
from rooms.models import followed
from rooms.wire import history


@pytest.fixture
def read(monkeypatch):
    """Of which rooms something was read."""
    rooms, sync = [], history.sync

    def noted(room, *args, **more):
        rooms.append(room.pk)
        return sync(room, *args, **more)

    monkeypatch.setattr(history, "sync", noted)
    return rooms


def told(copies, user, room, after):
    """What they are told who hold this room up to a number."""
    [seen] = [one for one in followed.rooms(user) if one.pk == room.pk]
    held = SimpleNamespace(epoch=seen.counter.epoch, after=after)
    missed = copies.missed(seen, user, held)
    [event] = [msgspec.json.decode(text) for text in missed.texts]
    assert (event["upto"], missed.upto) == (seen.counter.last_seq,) * 2
    return [message["body"] for message in event["messages"]]


@pytest.mark.django_db
def test_what_many_missed_is_read_once(ada, bob, eve, lobby, read):
    copies = Copies()
    messages.post(ada, lobby, "one", uuid.uuid4())
    messages.post(ada, lobby, "two", uuid.uuid4())

    assert [told(copies, user, lobby, 1) for user in (ada, bob, eve)] == [["two"]] * 3
    assert read == [lobby.pk]
    assert told(copies, bob, lobby, 0) == ["one", "two"]
    assert told(copies, bob, lobby, 2) == []
    assert read == [lobby.pk] * 2

    messages.post(ada, lobby, "three", uuid.uuid4())
    assert [told(copies, user, lobby, 1) for user in (bob, eve)] == [["two", "three"]] * 2
    assert read == [lobby.pk] * 3


@pytest.mark.django_db
def test_nobody_is_told_what_others_may_read_alone(ada, bob, eve, read):
    copies, room = Copies(), groups.create(ada, "Chess", private=True)
    privacy.show_history(ada, room, "joined")
    groups.invite(ada, room, bob)
    messages.post(ada, room, "before eve", uuid.uuid4())
    groups.invite(ada, room, eve)
    messages.post(ada, room, "to all", uuid.uuid4())

    assert told(copies, ada, room, 1) == ["before eve", "to all"]
    assert told(copies, bob, room, 1) == ["before eve", "to all"]
    assert told(copies, eve, room, 1) == ["to all"]

    # All of them were there for what came after that.
    del read[:]
    head = followed.rooms(eve)[-1].counter.last_seq
    for user in (ada, bob, eve):
        assert told(copies, user, room, head - 1) == ["to all"]
    assert read == [room.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("first", [0, 1])
def test_what_became_of_old_words_is_told_to_those_who_may_read_them(ada, bob, eve, first):
    copies, room = Copies(), groups.create(ada, "Chess", private=True)
    privacy.show_history(ada, room, "joined")
    old = messages.post(ada, room, "before eve", uuid.uuid4())
    groups.invite(ada, room, eve)
    head = followed.rooms(eve)[-1].counter.last_seq
    corrections.edit(ada, old.message_id, "changed")
    messages.post(ada, room, "to all", uuid.uuid4())

    # Whoever of the two asks first.
    heard = {ada: ["changed", "to all"], eve: ["to all"]}
    for user in (ada, eve) if first == 0 else (eve, ada):
        assert told(copies, user, room, head) == heard[user]
