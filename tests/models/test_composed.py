"""Questions and insertions that are composed once do what Django's own do."""

import gc
import uuid
import weakref
from datetime import UTC, datetime
from operator import attrgetter

import pytest
from django.db import IntegrityError, connection, transaction

from rooms.actions import groups, messages
from rooms.models import Message, Room, RoomSeq, followed
from rooms.models.composed import Composed
from rooms.models.insertion import Insertion

pytestmark = pytest.mark.django_db


def held(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.fixture
def talk(ada, bob, lobby):
    group = groups.create(ada, "gardeners")
    posted = [messages.post(one, lobby, f"from {one}", uuid.uuid4()) for one in (ada, bob, ada)]
    return [ada.pk, bob.pk], [lobby.pk, group.pk], [one.message_id for one in posted]


def same(composed, given, queryset):
    found = sorted(composed.rows(*given), key=attrgetter("pk"))
    assert list(map(held, found)) == list(map(held, queryset.order_by("pk")))
    assert found
    return found


def test_rows_are_those_that_the_queryset_gives(talk):
    people, rooms, told = talk
    there = Composed(lambda ids: Room.objects.filter(pk__among=ids))
    same(there, [rooms], Room.objects.filter(pk__in=rooms))
    counters = Composed(lambda ids: RoomSeq.objects.filter(room__among=ids).select_for_update())
    with transaction.atomic():
        same(counters, [rooms], RoomSeq.objects.filter(room__in=rooms))
    kept = Message.objects.filter(pk__in=told)
    names = ("room", "seq", "author", "client_id", "sent_digest")
    said = Composed(
        lambda rooms, authors: Message.objects.filter(
            room__among=rooms, author__among=authors
        ).only(*names)
    )
    only = kept.only(*names)
    for row in same(said, [rooms, people], only):
        assert row.get_deferred_fields() == only[0].get_deferred_fields()
        assert isinstance(row.client_id, uuid.UUID)


def test_any_queryset_finds_what_is_among_any_number(talk):
    people, rooms, told = talk
    said = Message.objects.filter(pk__in=told)
    for name in ("pk", "author", "author_id", "client_id", "body", "sent_at"):
        some = list(said.values_list(name, flat=True)[:2])
        for given in (some, set(some), some[:1]):
            found = Message.objects.filter(**{f"{name}__among": given})
            assert set(found) == set(Message.objects.filter(**{f"{name}__in": given}))
            assert found
        assert not Message.objects.filter(**{f"{name}__among": []})
    counters = RoomSeq.objects.filter(pk__among=rooms)
    assert set(counters) == set(RoomSeq.objects.filter(room__in=rooms))
    assert said.filter(author__among=people[:1]).update(body="other words") == 2
    assert said.filter(room__among=rooms[:1]).exclude(author__among=people[:1]).count() == 1


def test_rows_bring_along_what_is_selected_and_annotated(talk, ada, django_assert_num_queries):
    seen = Room.objects.followed_by(ada).described_to(ada).order_by("pk")
    with django_assert_num_queries(2):
        found = followed.rooms(ada)
        wanted = list(seen)
        assert [(room.counter.epoch, room.counter.last_seq) for room in found] == [
            (room.counter.epoch, room.counter.last_seq) for room in wanted
        ]
    for name in ("read", "unread", "mentions", "people", "role", "notify"):
        assert [getattr(room, name) for room in found] == [getattr(room, name) for room in wanted]


def new_rows(lobby, ada, first, count):
    moment = datetime(2026, 3, 1, 12, 30, 15, 250, tzinfo=UTC)
    for seq in range(first, first + count):
        yield Message(
            room=lobby,
            seq=seq,
            rev=seq,
            author=ada,
            client_id=uuid.uuid4(),
            sent_digest=b"\x00digest",
            body=f"it's {seq} \U0001f600 %s 'quoted' \\",
            html="<p>100%</p>",
            terms=["it", "s"],
            terms_of=seq,
            sent_at=moment,
            shared=seq % 2 == 0,
            deleted_at=moment if seq % 3 == 0 else None,
        )


def stored(row):
    """A row as the database has it, but for what differs on purpose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rooms_message WHERE id = %s", [row.pk])
        names = [column[0] for column in cursor.description]
        found = dict(zip(names, cursor.fetchone(), strict=True))
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in found.items()
        if name not in ("id", "seq", "rev", "client_id")
    }


def test_rows_are_kept_as_django_keeps_them(lobby, ada):
    [own] = new_rows(lobby, ada, 6, 1)
    [django] = new_rows(lobby, ada, 6, 1)
    django.seq = django.rev = 9
    Insertion(Message).insert([own])
    Message.objects.bulk_create([django])

    assert stored(own) == stored(django)
    assert held(Message.objects.get(pk=own.pk)).keys() >= {"client_id", "sent_at"}
    assert Message.objects.get(pk=own.pk).client_id == own.client_id
    assert not own._state.adding


def test_a_new_row_holds_what_django_s_own_does(lobby, ada):
    said = {"room_id": lobby.pk, "seq": 1, "rev": 1, "client_id": uuid.uuid4()}
    said["sent_at"] = datetime(2026, 1, 1, tzinfo=UTC)

    ours, django = Insertion(Message).new(**said), Message(**said)

    ours.author = django.author = ada
    assert held(ours) == held(django)
    assert ours._state.adding
    assert ours._state.fields_cache == django._state.fields_cache


def test_more_rows_than_one_statement_may_have_values_get_their_own_ids(lobby, ada):
    rows = list(new_rows(lobby, ada, 1, 150))

    Insertion(Message).insert(rows)

    found = Message.objects.order_by("seq").values_list("pk", "body", "client_id")
    assert list(found) == [(row.pk, row.body, row.client_id) for row in rows]
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)


def test_nothing_is_inserted_by_no_rows(lobby, django_assert_num_queries):
    with django_assert_num_queries(0):
        Insertion(Message).insert([])


def test_a_row_that_may_not_be_there_is_refused(lobby, ada):
    rows = list(new_rows(lobby, ada, 1, 2))
    rows[1].seq = rows[0].seq

    with pytest.raises(IntegrityError), transaction.atomic():
        Insertion(Message).insert(rows)
    assert not Message.objects.exists()


def test_what_comes_with_a_row_does_not_know_the_row(talk):
    """Else both would stay, whoever forgets them, until garbage is searched for."""
    rooms = Composed(lambda ids: Room.objects.filter(pk__among=ids).select_related("counter"))
    found = rooms.rows(talk[1])
    assert all(room.counter.last_seq for room in found)
    freed = [weakref.ref(room.counter) for room in found]
    gc.disable()
    try:
        del found
        gone = [ref() for ref in freed]
    finally:
        gc.enable()
    assert gone == [None, None]
