"""Who was renamed is found by the name that they have now, and by the one that was typed."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms import limits
from rooms.actions import indexing
from rooms.commands import Call, search
from rooms.models import Message
from rooms.search import find

pytestmark = pytest.mark.django_db
PIECES = {"@jose": "José", "JOSE": "José", "long": "long"}


def rename(user, username):
    user.username = username
    user.save()


def snippets(reader, text, **more):
    return [hit.snippet for hit in find.page(reader, text, **more).hits]


@pytest.fixture
def said(ada, bob, lobby, say):
    message = say(ada, lobby, "Thanks @bob, and thanks again")
    rename(bob, "José.long-name")
    return message


@pytest.mark.parametrize("word", ["José.long-name", "@jose", "JOSE", "long", "bob", "@bob", "bo*"])
def test_the_name_that_stands_there_is_marked(ada, said, word):
    [(before, name, behind)] = snippets(ada, word)
    assert f"{before}{name}{behind}" == "Thanks @José.long-name, and thanks again"
    assert name == PIECES.get(word, "José.long-name")


@pytest.mark.parametrize("words", ["long", "bob", "thanks"])
def test_the_page_and_the_command_show_how_it_reads(ada, said, lobby, client, words):
    client.force_login(ada)
    [hit] = client.get(f"/search/?q={words}").context["hits"]
    reads = "Thanks @José.long-name, and thanks again"
    assert "".join(piece["text"] for piece in hit["pieces"]) == reads
    assert reads in search.search(Call(ada, lobby.pk, uuid.uuid4(), ""), words)


def test_words_around_it_are_marked_where_they_stand(ada, said):
    assert snippets(ada, "again") == [["Thanks @José.long-name, and thanks ", "again", ""]]
    assert snippets(ada, '"thanks bob"') == [["", "Thanks @José.long-name", ", and thanks again"]]
    assert snippets(ada, "bob thanks")[0][1::2] == ["Thanks", "José.long-name", "thanks"]


def test_it_is_cut_as_it_reads(ada, bob, lobby, say):
    say(ada, lobby, "x " * 200 + "@bob " + "y " * 200)
    rename(bob, "r" * 40)
    [(before, name, behind)] = snippets(ada, "bob")
    assert name == "r" * 40
    assert before.startswith("…x x")
    assert before.endswith("x @")
    assert behind.startswith(" y y")
    assert behind.endswith("y…")


def test_what_was_not_said_to_them_is_not_found_by_their_name(ada, bob, lobby, said, say, finds):
    say(ada, lobby, "no bob with a sign, `@bob` in code")
    assert finds(ada, "jose") == ["Thanks @bob, and thanks again"]
    assert len(finds(ada, "bob")) == 2
    assert finds(ada, "-jose from:ada") == ["no bob with a sign, `@bob` in code"]
    assert finds(ada, "jose thanks") == finds(ada, "to:José.long-name")
    assert finds(ada, "jo", typing=True) == finds(ada, "jose", order="best") == finds(ada, "jose")


def test_whoever_is_called_so_now_is_another(ada, said, lobby, say, finds, person):
    person("bob")
    say(ada, lobby, "Welcome, @bob")
    assert len(finds(ada, "bob")) == 2
    assert finds(ada, "jose") == ["Thanks @bob, and thanks again"]
    assert finds(ada, "to:bob") == ["Welcome, @bob"]


def test_who_is_renamed_ranks_like_others(ada, bob, lobby, say, finds):
    say(ada, lobby, "@bob @bob @bob")
    say(ada, lobby, "robert, as others are called, too, " + "and so on " * 20)
    rename(bob, "robert")
    assert finds(ada, "robert", order="best")[-1] == "@bob @bob @bob"


def test_of_many_who_are_called_alike_the_closest_are_found(
    ada, bob, said, lobby, finds, person, monkeypatch
):
    monkeypatch.setattr(limits, "CALLED_ALIKE", 2)
    for number in range(3):
        person(f"rob{number}.the-long-one")
        person(f"x{number}", name="Rob")
    rename(bob, "rob")
    assert finds(ada, "rob*") == ["Thanks @bob, and thanks again"]


def test_what_was_said_before_names_were_kept_is_found_after_an_upgrade(ada, bob, said, finds):
    rows = Message.objects.filter(pk=said.pk)
    said.find_terms()
    rows.update(terms=[term for term in said.terms if term != f"¦p{bob.pk}"])
    assert finds(ada, "jose") == []

    import_module("rooms.migrations.0014_names_in_the_index").find_names_anew(
        apps, connection.schema_editor()
    )
    assert finds(ada, "bob") == ["Thanks @bob, and thanks again"], "found meanwhile as before"
    indexing.make_missing()
    assert finds(ada, "jose") == ["Thanks @bob, and thanks again"]
    call_command("check_search")


@pytest.mark.parametrize("order", find.ORDERS)
def test_many_hits_take_no_more_questions_than_one(ada, bob, said, lobby, say, person, order):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            find.page(ada, "thanks", order=order)
        return len(asked)

    few = questions()
    for number in range(5):
        say(ada, lobby, f"Thanks @{bob.username} and @{person(f'p{number}').username}")
    rename(bob, "robert")
    assert questions() == few


def test_as_many_names_as_there_can_be_are_looked_for(ada, said, lobby, say, finds, person):
    for number in range(limits.CALLED_ALIKE):
        person(f"c{number}.{'.'.join('abdefghijklmn')}")
    words = [*"abcdefghijklmn"] + [f"{letter * 2}*" for letter in "uvwxyz"] + ["c1*", "-aa", "-jj"]
    say(ada, lobby, " ".join([*"abcdefghijklmn", "uuu vvv www xxx yyy zzz c17"]))
    assert len(finds(ada, " ".join(words))) == 1
    without = " ".join(f"-{word}" for word in words[:20])
    assert finds(ada, without) == ["Thanks @bob, and thanks again"]
