"""Reactions, pins and what people save: who may, how often it counts, and how much there may be."""

from uuid import uuid4

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import groups, messages, pins, reactions, saves, whispers
from rooms.errors import BadField, Forbidden, NotFound, ReadOnly, Refusal
from rooms.models import Message, Reaction, RoomEvent, RoomSeq, Saved, User, UserSeq
from rooms.wire import events, payloads


def said(author, room, body="Hello"):
    return messages.post(author, room, body, uuid4()).message_id


def shown(pk):
    return payloads.message(Message.objects.told().get(pk=pk))


def head(room):
    return RoomSeq.objects.get(room=room).last_seq


def test_a_reaction_is_a_numbered_change_and_counts_once(ada, bob, chess):
    pk = said(ada, chess)

    done = reactions.add(bob, pk, "👍")
    again = reactions.add(bob, pk, "👍️")

    assert (done.seq, done.known) == (head(chess), False)
    assert (again.seq, again.known) == (done.seq, True)
    assert RoomEvent.objects.get(room=chess, seq=done.seq).kind == "reacted"
    reactions.add(ada, pk, "🎉")
    reactions.add(ada, pk, "👍")
    told = [(one["emoji"], [user["name"] for user in one["by"]]) for one in shown(pk)["reactions"]]
    assert told == [("👍", ["Bob", "Ada"]), ("🎉", ["Ada"])]

    gone = reactions.remove(bob, pk, "👍")
    assert (gone.seq, gone.known) == (head(chess), False)
    assert reactions.remove(bob, pk, "👍").known
    assert shown(pk)["rev"] == gone.seq == head(chess)


def test_what_is_no_emoji_is_refused(ada, chess):
    with pytest.raises(BadField) as refused:
        reactions.add(ada, said(ada, chess), "yes")
    assert refused.value.field == "emoji"
    assert not Reaction.objects.exists()


def test_a_message_takes_only_so_many(ada, bob, chess, monkeypatch):
    pk = said(ada, chess)
    monkeypatch.setattr(limits, "EMOJI_PER_MESSAGE", 2)
    monkeypatch.setattr(limits, "REACTIONS_PER_MESSAGE", 3)
    reactions.add(ada, pk, "👍")
    reactions.add(ada, pk, "🎉")

    with pytest.raises(Forbidden) as refused:
        reactions.add(bob, pk, "❤️")
    assert refused.value.text == reactions.TOO_MANY_KINDS
    reactions.add(bob, pk, "🎉")
    with pytest.raises(Forbidden) as refused:
        reactions.add(bob, pk, "👍")
    assert refused.value.text == reactions.FULL
    assert Reaction.objects.count() == 3


def test_the_longest_reactions_that_there_can_be_still_travel(person, lobby):
    long = {"name": "𝕬" * limits.DISPLAY_NAME_CHARS}
    ada = person("ada", **long)
    pk = said(ada, lobby)
    author = payloads.user(ada) | {"username": "𝕬" * limits.USERNAME_CHARS, "id": 2**53}
    message = shown(pk)
    message["reactions"] = [{"emoji": "👍", "by": [author] * limits.REACTIONS_PER_MESSAGE}]
    message["body"] = message["html"] = "𝕬" * limits.ANSWER_CHARS

    assert len(events.encoded(message)) < limits.PAGE_BYTES


ACTS = {
    "react": lambda person, pk: reactions.add(person, pk, "👍"),
    "unreact": lambda person, pk: reactions.remove(person, pk, "👍"),
    "pin": pins.pin,
    "unpin": pins.unpin,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_stops_each_of_them(act, ada, bob, eve, chess):
    pk, other = said(ada, chess), said(ada, chess)
    before = head(chess)

    for stranger, message in ((eve, pk), (ada, 2**62), (ada, 0)):
        with pytest.raises(NotFound):
            act(stranger, message)
    Message.objects.filter(pk=other).update(deleted_at=timezone.now())
    with pytest.raises(Forbidden):
        act(ada, other)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(Forbidden):
        act(bob, pk)
    groups.close(ada, chess)
    with pytest.raises(ReadOnly):
        act(ada, pk)
    assert head(chess) == before + 1
    assert not Reaction.objects.exists()


def test_who_joined_later_reacts_to_nothing_from_before(ada, eve, chess):
    pk = said(ada, chess)
    Message.objects.filter(pk=pk).update(shared=False)
    groups.join(eve, chess)

    with pytest.raises(NotFound):
        reactions.add(eve, pk, "👍")


# who, where → what they are told, or None where they may
@pytest.mark.parametrize(
    ("who", "where", "refused"),
    [
        ("owner", "small group", None),
        ("member", "small group", None),
        ("owner", "large group", None),
        ("member", "large group", pins.OWNERS_ALONE),
        ("operator", "large group", None),
        ("outside operator", "small group", "not there"),
        ("member", "lobby", pins.OPERATORS_ALONE),
        ("operator", "lobby", None),
        ("member", "whisper", None),
    ],
)
def test_who_may_pin(who, where, refused, person, ada, bob, lobby, monkeypatch):
    operator = person("olga", is_staff=True)
    room = groups.create(ada, "Chess")
    groups.join(bob, room)
    if who == "operator":
        groups.join(operator, room)
    if where == "large group":
        monkeypatch.setattr(limits, "SMALL_GROUP", 1)
    places = {"lobby": lobby, "small group": room, "large group": room}
    if where == "whisper":
        pk = whispers.send(ada, bob, "psst", uuid4()).message_id
    else:
        pk = said(ada, places[where])
    people = {"owner": ada, "member": bob, "operator": operator, "outside operator": operator}

    for act in (pins.pin, pins.unpin):
        if refused is None:
            assert not act(people[who], pk).known
            assert act(people[who], pk).known
        else:
            with pytest.raises(Refusal) as told:
                act(people[who], pk)
            assert refused == "not there" or told.value.text == refused


def test_a_pin_says_who_and_when(ada, bob, chess, monkeypatch):
    first, second = said(ada, chess), said(ada, chess)
    done = pins.pin(bob, first)
    pins.pin(ada, second)

    assert shown(first)["pinned"]["by"]["name"] == "Bob"
    assert shown(first)["rev"] == done.seq
    assert [one.pk for one in Message.objects.pinned_in(chess)] == [second, first]
    monkeypatch.setattr(limits, "PINS_PER_ROOM", 2)
    with pytest.raises(Forbidden) as refused:
        pins.pin(ada, said(ada, chess))
    assert refused.value.text == pins.FULL

    Message.objects.filter(pk=first).update(deleted_at=timezone.now())
    assert [one.pk for one in Message.objects.pinned_in(chess)] == [second]
    assert shown(first)["pinned"] is None


def test_saving_counts_what_was_changed_for_one_person_alone(ada, bob, eve, chess, monkeypatch):
    pk, other = said(ada, chess), said(ada, chess)
    before = head(chess)

    saves.save(bob, pk)
    saves.save(bob, pk)
    counter = UserSeq.objects.get(pk=bob.pk)
    assert counter.saved == counter.last
    assert list(Saved.objects.values_list("user", "message")) == [(bob.pk, pk)]
    assert head(chess) == before
    for stranger, message in ((eve, pk), (bob, 2**62)):
        with pytest.raises(NotFound):
            saves.save(stranger, message)
    monkeypatch.setattr(limits, "SAVED_PER_PERSON", 1)
    with pytest.raises(Forbidden) as refused:
        saves.save(bob, other)
    assert refused.value.text == saves.FULL

    groups.leave(bob, chess)
    saves.unsave(bob, pk)
    saves.unsave(bob, pk)
    assert not Saved.objects.exists()


def test_what_was_deleted_is_not_saved(ada, chess):
    pk = said(ada, chess)
    Message.objects.filter(pk=pk).update(deleted_at=timezone.now())

    with pytest.raises(Forbidden):
        saves.save(ada, pk)
