"""Operators act through the same actions as everyone, and each deed leaves a record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import groups, oversight, whispers
from rooms.errors import BadField, Forbidden, NotFound
from rooms.models import AuditEntry, Membership, Room, RoomEvent

WHY = "They asked for it."


@pytest.fixture
def olga(person):
    return person("olga", is_staff=True)


def whisper(sender, to):
    return Room.objects.get(pk=whispers.send(sender, to, "psst", uuid4()).room_id)


def last_event(room):
    return RoomEvent.objects.filter(room=room).latest("seq")


DEEDS = {
    "rename group": lambda by, room, user, why: oversight.rename(by, room, "Draughts", why),
    "close group": lambda by, room, user, why: oversight.close(by, room, why),
    "make group private": lambda by, room, user, why: oversight.make_private(by, room, why),
    "change history": lambda by, room, user, why: oversight.show_history(by, room, "joined", why),
    "remove member": oversight.remove,
    "hand over group": oversight.hand_over,
}
each_deed = pytest.mark.parametrize("action", DEEDS)


@each_deed
def test_a_deed_is_recorded_with_who_and_why(olga, bob, chess, action):
    DEEDS[action](olga, chess, bob, WHY)

    record = AuditEntry.objects.get()
    assert (record.actor, record.action, record.room_id) == (olga, action, chess.pk)
    assert record.reason.endswith(WHY)
    assert record.user == (bob if "member" in action or "hand" in action else None)
    event = last_event(chess)
    assert (event.actor, event.reason) == (olga, WHY)


def test_a_renaming_is_recorded_with_both_names(olga, chess):
    oversight.rename(olga, chess, "Draughts", WHY)

    assert AuditEntry.objects.get().reason == f"Chess became Draughts: {WHY}"


def test_a_closed_group_opens_again(olga, chess):
    oversight.close(olga, chess, WHY)
    oversight.reopen(olga, chess, "It was a mistake.")

    chess.refresh_from_db()
    assert not chess.closed
    assert AuditEntry.objects.latest("pk").action == "reopen group"
    assert last_event(chess).reason == "It was a mistake."


@each_deed
@pytest.mark.parametrize("reason", ["", " \n ", "x" * (limits.REASON_CHARS + 1)])
def test_nothing_happens_without_a_reason_of_readable_length(olga, bob, chess, action, reason):
    before = last_event(chess).seq

    with pytest.raises(BadField):
        DEEDS[action](olga, chess, bob, reason)

    assert last_event(chess).seq == before
    assert not AuditEntry.objects.exists()


@each_deed
def test_who_is_no_operator_any_more_does_nothing(olga, bob, chess, action):
    type(olga).objects.filter(pk=olga.pk).update(is_staff=False)
    before = last_event(chess).seq

    with pytest.raises(Forbidden):
        DEEDS[action](olga, chess, bob, WHY)

    assert last_event(chess).seq == before


@each_deed
def test_what_is_done_already_is_neither_done_nor_recorded_again(olga, bob, chess, action):
    DEEDS[action](olga, chess, bob, WHY)

    with pytest.raises((BadField, Forbidden)):
        DEEDS[action](olga, chess, bob, WHY)

    assert AuditEntry.objects.count() == 1


@each_deed
def test_the_lobby_stays_as_it_is(olga, bob, lobby, action):
    with pytest.raises(Forbidden):
        DEEDS[action](olga, lobby, bob, WHY)

    lobby.refresh_from_db()
    assert (lobby.name, lobby.closed) == ("Lobby", False)


@each_deed
def test_a_whisper_is_out_of_reach(olga, ada, bob, action):
    room = whisper(ada, bob)

    with pytest.raises(NotFound):
        DEEDS[action](olga, room, bob, WHY)
    with pytest.raises(NotFound):
        oversight.read(olga, room, WHY)

    assert Membership.objects.filter(room=room).count() == 2
    assert not AuditEntry.objects.exists()


def test_reading_is_recorded_and_good_for_one_operator_and_one_room(olga, ada, person, chess):
    other, otto = groups.create(ada, "Go"), person("otto", is_staff=True)

    record = oversight.read(olga, chess, WHY)

    assert (record.action, record.room_id, record.reason) == (oversight.READ, chess.pk, WHY)
    assert oversight.may_read(olga, chess, record.pk)
    assert not oversight.may_read(olga, other, record.pk)
    assert not oversight.may_read(otto, chess, record.pk)
    assert not oversight.may_read(olga, chess, None)


def test_reading_is_over_after_a_quarter_of_an_hour(olga, chess):
    record = oversight.read(olga, chess, WHY)
    AuditEntry.objects.update(at=timezone.now() - timedelta(minutes=limits.OVERSIGHT_MINUTES))

    assert not oversight.may_read(olga, chess, record.pk)


@pytest.mark.django_db
def test_with_the_last_member_shown_out_a_group_closes(person, ada):
    operator = person("olga", is_staff=True)
    group = groups.create(ada, "Chess")

    oversight.remove(operator, group, ada, "Not here any more.")

    group.refresh_from_db()
    assert group.closed
