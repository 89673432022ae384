"""The index follows the words, whatever writes them."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rooms.actions import answers, indexing
from rooms.models import Message

from .conftest import check

pytestmark = pytest.mark.django_db


def set_body(row, body):
    row.body = body
    row.save(update_fields=["body"])


def set_all(row, body):
    row.body = body
    row.save()


def set_deferred(row, body):
    row = Message.objects.defer("terms").get(pk=row.pk)
    row.body = body
    row.save()


def set_queryset(row, body):
    Message.objects.filter(pk=row.pk).update(body=body)


def set_bulk(row, body):
    row.body = body
    Message.objects.bulk_update([row], ["body"])


def set_raw(row, body):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rooms_message SET body = %s WHERE id = %s", [body, row.pk])


@pytest.mark.parametrize(
    ("write", "is_at_once"),
    [
        (set_body, True),
        (set_all, True),
        (set_deferred, True),
        (set_queryset, False),
        (set_bulk, False),
        (set_raw, False),
    ],
)
def test_changed_words_are_found_by_what_they_are_now(ada, row, finds, write, is_at_once):
    write(row, "other ones")

    assert finds(ada, "first") == []
    assert finds(ada, "other") == (["other ones"] if is_at_once else [])
    indexing.make_missing()
    assert finds(ada, "other") == ["other ones"]
    assert finds(ada, "from:ada in:lobby other") == ["other ones"]
    check()


def test_words_that_differ_by_no_term_are_found_all_along(ada, row, finds):
    set_body(row, "First, words!")

    assert finds(ada, "first") == ["First, words!"]
    check()


def test_rows_that_come_and_go_in_any_way(ada, bob, lobby, say, finds):
    facts = {"room": lobby, "author": ada, "sent_digest": b"", "body": "in bulk"}
    rows = [Message(seq=n, rev=n, client_id=uuid.uuid4(), **facts) for n in (1, 2, 3)]
    Message.objects.bulk_create(rows)
    assert finds(bob, "bulk") == ["in bulk"] * 3

    rows[0].delete()
    Message.objects.filter(pk=rows[1].pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rooms_message WHERE id = %s", [rows[2].pk])
    assert finds(bob, "bulk") == []
    check()


def test_another_author_or_room_is_what_it_is_found_by(ada, bob, row, finds):
    Message.objects.filter(pk=row.pk).update(author=bob)
    indexing.make_missing()

    assert finds(ada, "from:ada") == []
    assert finds(ada, "from:bob") == ["first words"]


def test_what_is_saved_as_a_whole_with_another_time_is_found_then(ada, row, finds):
    row.sent_at -= timedelta(days=400)
    row.save()
    indexing.make_missing()

    assert finds(ada, f"first on:{row.sent_at:%Y-%m-%d}") == ["first words"]
    check()


def test_an_answer_is_found_when_it_is_whole(ada, lobby, finds):
    from rooms.actions.messages import Line

    asked = answers.begin(Line(lobby.pk, ada, uuid.uuid4(), "What is tea?"), uuid.uuid4())
    answers.save(asked.answer.pk, "Leaves in")
    indexing.make_missing()
    assert finds(ada, "leaves") == []

    answers.finish(asked.answer.pk, "Leaves in water", Message.AnswerState.DONE)
    assert finds(ada, "leaves") == ["Leaves in water"]
    check()


def test_a_rebuild_mends_what_was_spoilt(ada, lobby, row, say, finds):
    more = [say(ada, lobby, f"line {n}") for n in range(5)]
    Message.objects.update(terms_of=1)
    with pytest.raises(CommandError, match="6 messages can't be found"):
        check()

    assert indexing.renew(0, most=2) == (more[0].pk, 2)
    assert indexing.renew(more[0].pk, most=10) == (more[-1].pk, 4)
    assert indexing.renew(0) == (more[-1].pk, 0)
    check()

    Message.objects.filter(pk=row.pk).update(terms=["spoilt"])
    assert finds(ada, "first") == []
    call_command("rebuild_search", all=True)
    assert finds(ada, "first") == ["first words"]
    check()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index by itself")
def test_an_index_that_lost_its_words_is_found_out(ada, row, finds):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rooms_search (rooms_search) VALUES ('delete-all')")
    assert finds(ada, "first") == []
    with pytest.raises(CommandError, match="The index holds other words than the messages"):
        check()

    call_command("rebuild_search", all=True)
    assert finds(ada, "first") == ["first words"]
    check()
