"""Migrations and newer versions leave the index whole."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError
from django.db import connection, models

from rooms.actions import indexing
from rooms.models import Message, terms
from rooms.search import index

from .conftest import check

pytestmark = pytest.mark.django_db
of_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps its index itself"
)


@pytest.fixture
def warned():
    return lambda: {warning.id for warning in run_checks(databases=["default"])}


def test_a_table_that_is_made_anew_gets_its_triggers_back(ada, lobby, row, say, finds, warned):
    if connection.vendor == "sqlite":
        for name in index.SQLITE:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TRIGGER {name}")
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER rooms_search_forget ON rooms_message")
            cursor.execute("DROP INDEX rooms_search, messages_of_a_month")
    late = say(ada, lobby, "said meanwhile")
    assert "rooms.W008" in warned()
    with pytest.raises(CommandError, match="Not there: .*rooms_search_forget"):
        check()

    # Else PostgreSQL holds back what a transaction has still to check.
    connection.check_constraints()
    index.ensure()
    assert "rooms.W008" not in warned()
    assert finds(ada, "meanwhile") == ["said meanwhile"]
    Message.objects.filter(pk=late.pk).update(body="changed later")
    indexing.make_missing()
    assert finds(ada, "meanwhile") == []
    check()


@of_sqlite
def test_a_trigger_of_an_older_version_is_made_anew(row, warned):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER rooms_search_forget")
        cursor.execute(
            "CREATE TRIGGER rooms_search_forget AFTER UPDATE OF body ON rooms_message"
            " BEGIN SELECT 1; END"
        )
    assert "rooms.W008" in warned()

    index.ensure()
    assert "rooms.W008" not in warned()
    Message.objects.filter(pk=row.pk).update(body="other ones")
    assert indexing.lacking().count() == 1


@of_sqlite
def test_an_index_of_older_days_is_merged_in_small_steps_too(ada, row, finds, warned):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER rooms_search_merge")
        cursor.execute("INSERT INTO rooms_search (rooms_search, rank) VALUES ('automerge', 4)")
        assert "rooms.W008" in warned()

        index.ensure()
        assert "rooms.W008" not in warned()
        cursor.execute("SELECT v FROM rooms_search_config WHERE k = 'automerge'")
        assert cursor.fetchone() == (0,)
    assert finds(ada, "first") == ["first words"]
    check()


def test_whether_there_are_terms_is_one_question(django_assert_num_queries):
    """Between two, another `migrate` that makes them may come."""
    with django_assert_num_queries(1):
        assert index.has_terms(connection)


@of_sqlite
def test_the_index_stays_in_few_pieces(ada, lobby, say, finds):
    last, n = say(ada, lobby, "line 0"), 0
    # As it is after each merge.
    while n < 400 or last.pk % 32:
        n += 1
        last = say(ada, lobby, f"line {n}")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM rooms_search_idx")
        # Merged only where there are sixteen of a size, it would be eleven and more.
        assert cursor.fetchone()[0] < 10
    assert finds(ada, "399") == ["line 399"]
    check()


def test_an_upgrade_brings_times_to_what_is_in_the_index(ada, row, finds):
    times = (terms.YEAR, terms.MONTH)
    bare = [one for one in _terms_of(row) if not one.startswith(times)]
    Message.objects.filter(pk=row.pk).update(terms=bare)
    if connection.vendor == "sqlite":
        assert finds(ada, "first on:today") == []

    # Else PostgreSQL holds back what a transaction has still to check.
    connection.check_constraints()
    upgrade = import_module("rooms.migrations.0012_times_in_the_index")
    upgrade.add_times(None, SimpleNamespace(connection=connection))
    connection.check_constraints()
    index.ensure()

    assert sorted(_terms_of(row)) == sorted(bare + times_of(row))
    assert finds(ada, "first on:today") == finds(ada, '"first words"') == ["first words"]
    check()


def times_of(row):
    return [f"{terms.YEAR}{row.sent_at:%Y}", f"{terms.MONTH}{row.sent_at:%Y%m}"]


def _terms_of(row):
    kept = Message.objects.values_list("terms", flat=True).get(pk=row.pk)
    return re.findall(r"'([^']+)'", kept) if connection.vendor == "postgresql" else kept.split()


def test_a_migration_that_remakes_the_table_loses_nothing(ada, row, say, lobby, finds):
    """On SQLite such a migration drops the triggers with the old table."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite makes tables anew")
    assert index.missing(connection) == set()
    old = Message._meta.get_field("delete_reason")
    new = models.CharField(max_length=500, blank=True)
    new.set_attributes_from_name("delete_reason")
    new.model = Message
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_search WHERE rooms_search MATCH 'first'")
        assert cursor.fetchone() == (1,)
    editor = connection.schema_editor(atomic=False)
    with editor.connection.cursor():
        editor.deferred_sql = []
        editor._remake_table(Message, alter_fields=[(old, new)])
    assert index.missing(connection) == set(index.SQLITE)

    index.ensure()
    say(ada, lobby, "afterwards")
    assert finds(ada, "first") == ["first words"]
    assert finds(ada, "afterwards") == ["afterwards"]
    check()
