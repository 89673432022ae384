import pytest
from django.test import Client

from rooms import limits
from rooms.models import User

PASSWORD = "battery staple"


def sign_up(client, username, password=PASSWORD, again=None, name="", **more):
    fields = {"username": username, "name": name, "password1": password}
    return client.post("/accounts/sign-up/", {**fields, "password2": again or password, **more})


@pytest.mark.django_db
def test_who_makes_an_account_is_in(client, ada):
    answer = sign_up(client, "Zoe", name="Zoë", next="/rooms/7/")

    assert (answer.status_code, answer.url) == (302, "/rooms/7/")
    zoe = User.objects.get(username="Zoe")
    assert client.session["_auth_user_id"] == str(zoe.pk)
    assert (zoe.name, zoe.is_staff, zoe.is_superuser) == ("Zoë", False, False)


@pytest.mark.django_db
def test_nobody_makes_themselves_an_operator(client, ada):
    sign_up(client, "eve", is_staff="on", is_superuser="on", bot="on")

    eve = User.objects.get(username="eve")
    assert (eve.is_staff, eve.is_superuser, eve.bot) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": "ADA"}, "Somebody is called ADA already."),
        ({"username": "ada"}, "Somebody is called so already."),
        ({"username": "two words"}, "letters, digits, and . _ -"),
        ({"username": "everyone"}, "means something in this chat"),
        ({"username": "zoe", "again": "another one"}, "The two passwords are not the same."),
        ({"username": "zoe", "password": "short"}, "at least 10 characters"),
        ({"username": "battery.staple", "password": "battery.staple"}, "too similar"),
        ({"username": ""}, "Please fill this in."),
        ({"username": "zoe", "name": "\u202ezoe"}, "characters that can be seen"),
    ],
)
def test_what_can_t_be_is_said_beside_the_field(client, ada, fields, sentence):
    answer = sign_up(client, **fields)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_closed_chat_says_so_and_has_no_link(client, ada, settings):
    assert "/accounts/sign-up/" in client.get("/accounts/sign-in/").text

    settings.SIGNUP = "closed"

    assert "/accounts/sign-up/" not in client.get("/accounts/sign-in/").text
    page = client.get("/accounts/sign-up/")
    assert "ask an operator" in page.text
    assert "<input" not in page.text.split("<main")[1]
    assert "ask an operator" in sign_up(client, "zoe").text
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_accounts_are_not_made_by_the_hundred(ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "sign-up", (3, 3600))

    codes = [sign_up(Client(), f"zoe{count}").status_code for count in range(5)]

    assert codes == [302, 302, 302, 429, 429]
    assert User.objects.count() == 4


@pytest.mark.django_db
def test_mistakes_close_no_door_to_the_others_of_a_club(ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "sign-up", (2, 3600))

    for name, more in (("two words", {}), ("ada", {}), ("ADA", {}), ("zoe", {"password": "short"})):
        for _ in range(3):
            assert sign_up(Client(), name, **more).status_code == 200

    codes = [sign_up(Client(), f"zoe{count}").status_code for count in range(3)]
    assert codes == [302, 302, 429]


@pytest.mark.django_db
def test_mistakes_have_a_bound_too(ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "sign-up form", (3, 3600))

    codes = [sign_up(Client(), "two words").status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]


@pytest.mark.django_db
def test_who_is_in_needs_no_second_account(client, ada):
    client.force_login(ada)

    assert client.get("/accounts/sign-up/").url == "/"
    assert sign_up(client, "zoe").url == "/"
    assert User.objects.count() == 1
