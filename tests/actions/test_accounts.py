import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rooms.actions import accounts
from rooms.commands import listing
from rooms.errors import BadField, Forbidden
from rooms.models import Room, SetUp, User
from rooms.text import names

from .refusals import refusal_of

PASSWORD = "long enough for this"


# The first operator


@pytest.mark.django_db
def test_the_first_person_sets_the_chat_up_and_is_its_operator():
    assert accounts.set_up_open()

    user = accounts.set_up("Ana", PASSWORD)

    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (True, True, True)
    assert SetUp.objects.get().operator == user
    assert not accounts.set_up_open()


@pytest.mark.django_db
def test_nobody_sets_up_a_chat_that_has_people(ada):
    assert "just set this chat up" in refusal_of(accounts.set_up, "eve", PASSWORD)

    assert not User.objects.filter(is_staff=True).exists()


@pytest.mark.django_db
def test_bots_alone_don_t_make_a_chat_set_up(person):
    person("robot", bot=True)

    assert accounts.set_up_open()


@pytest.mark.django_db(transaction=True)
def test_of_visitors_who_race_to_set_up_exactly_one_wins():
    together = threading.Barrier(4)

    def visit(number):
        together.wait(10)
        try:
            return accounts.set_up(f"visitor{number}", PASSWORD)
        except Forbidden as refusal:
            return refusal.text
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as visitors:
        results = list(visitors.map(visit, range(4)))

    winners = [result for result in results if isinstance(result, User)]
    assert len(winners) == 1
    assert list(User.objects.all()) == winners
    assert len({result for result in results if isinstance(result, str)}) == 1


@pytest.mark.django_db(transaction=True)
def test_of_people_who_race_for_a_name_exactly_one_gets_it(ada):
    together = threading.Barrier(4)

    def sign_up(username):
        together.wait(10)
        try:
            return accounts.sign_up(username, PASSWORD)
        except BadField as refusal:
            return refusal.field
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        results = list(people.map(sign_up, ["Zoe", "zoe", "ZOE", "ｚｏｅ"]))

    assert [type(result) for result in results].count(User) == 1
    assert results.count("username") == 3


def test_the_code_is_heard_however_it_is_typed(settings):
    code = accounts.set_up_code()

    assert accounts.is_set_up_code(code)
    assert accounts.is_set_up_code(f" {code.upper().replace('-', ' ')} ")
    assert not accounts.is_set_up_code("")
    assert not accounts.is_set_up_code(code[:-1])
    settings.SECRET_KEY = "another server's"
    assert not accounts.is_set_up_code(code)


@pytest.mark.django_db
def test_an_operator_made_on_the_command_line_sets_the_chat_up(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "olga")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", interactive=False, verbosity=0)

    olga = User.objects.get(username="olga")
    assert (olga.is_staff, olga.is_superuser, olga.check_password(PASSWORD)) == (True,) * 3
    assert not accounts.set_up_open()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["help", "chat-gpt", "еveryone"])
def test_no_door_makes_a_person_whom_others_take_for_something_else(monkeypatch, name):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", name)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, verbosity=0)
    for make in (User.objects.create_user, User.objects.create_superuser, accounts.set_up):
        with pytest.raises(BadField):
            make(name, PASSWORD)

    assert not User.objects.exists()


# Signing up


@pytest.mark.django_db
def test_a_new_account_sees_the_lobby(ada, lobby):
    user = accounts.sign_up("Łukasz", PASSWORD, name="  Łukasz   the Bold ")

    assert user.name == "Łukasz the Bold"
    assert list(Room.objects.visible_to(user)) == [lobby]


@pytest.mark.django_db
@pytest.mark.parametrize("twin", ["ada", "ADA", "Ada", "ａｄａ"])
def test_a_name_is_had_once_whatever_its_case_and_width(ada, twin):
    assert "called" in refusal_of(accounts.sign_up, twin, PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "/help",
        "／help",
        "two words",
        "a\u200bda",
        "a\u202eda",
        "\u3164",
        "a\ufe0f",
        "._-",
        "",
        "a@b",
        "a\x00b",
        "\u0301a",
        "a" + "\u0316" * 9,
        "a" * 41,
        "help",
        "Whisper",
        "everyone",
    ],
)
def test_a_name_that_can_t_be_told_from_others_or_from_a_command_is_refused(ada, name):
    with pytest.raises(BadField) as refusal:
        accounts.sign_up(name, PASSWORD)

    assert refusal.value.field == "username"
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["हिन्दी", "ภาษาไทย", "日本語", "o.brien_2-b", "עִבְרִית", "Ærøskøbing", "42"]
)
def test_any_script_makes_a_name(ada, name):
    assert accounts.sign_up(name, PASSWORD).username


def test_no_command_s_first_word_can_be_a_person_s_name():
    assert {command.words[0] for command in listing()} <= names.RESERVED


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u202eada", "a\u200bb", "\u3164\u3164", "x" * 81])
def test_a_shown_name_shows_what_it_is(ada, name):
    with pytest.raises(BadField) as refusal:
        accounts.sign_up("zoe", PASSWORD, name)

    assert refusal.value.field == "name"


@pytest.mark.django_db
def test_a_persian_name_keeps_its_joiner(ada):
    assert accounts.sign_up("ali", PASSWORD, "علی\u200cرضا").name == "علی\u200cرضا"


@pytest.mark.django_db
def test_a_closed_chat_makes_no_accounts(settings, ada):
    settings.SIGNUP = "closed"

    assert "ask an operator" in refusal_of(accounts.sign_up, "zoe", PASSWORD)


@pytest.mark.django_db
def test_nobody_signs_up_before_the_chat_is_set_up():
    refusal_of(accounts.sign_up, "eve", PASSWORD)

    assert accounts.set_up_open()
