import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from rooms import limits
from rooms.actions import accounts
from rooms.models import User

PASSWORD = "battery staple"


def set_up(client, username="olga", code=None, password=PASSWORD):
    fields = {"username": username, "password1": password, "password2": password}
    code = accounts.set_up_code() if code is None else code
    return client.post("/set-up/", fields | {"code": code})


@pytest.mark.django_db
def test_on_a_new_chat_every_page_leads_to_setting_it_up(client):
    for page in ("/", "/rooms/1/", "/admin/", "/accounts/sign-up/", "/accounts/password/"):
        answer = client.get(page, follow=True)
        assert answer.redirect_chain[-1] == ("/set-up/", 302), page


@pytest.mark.django_db
def test_the_first_visitor_with_the_code_becomes_the_operator(client):
    answer = set_up(client)

    assert (answer.status_code, answer.url) == (302, "/")
    olga = User.objects.get()
    assert (olga.username, olga.is_staff, olga.is_superuser) == ("olga", True, True)
    assert client.session["_auth_user_id"] == str(olga.pk)
    assert Client().get("/set-up/").url == "/accounts/sign-in/"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "bado-kimu-zepa-lofi", "-"])
def test_a_stranger_without_the_code_sets_nothing_up(client, code):
    answer = set_up(client, "eve", code=code)

    assert answer.status_code == 200
    assert not User.objects.exists()
    assert accounts.set_up_code() not in answer.text


@pytest.mark.django_db
def test_codes_can_t_be_tried_for_long(client):
    most, _ = limits.ATTEMPTS["set-up"]

    codes = [set_up(client, code=f"guess {count}").status_code for count in range(most + 1)]

    assert codes == [200] * most + [429]


@pytest.mark.django_db
def test_choosing_a_password_may_take_a_few_tries(client):
    most, _ = limits.ATTEMPTS["set-up"]
    for _ in range(most + 1):
        assert "too short" in set_up(client, password="short").text

    assert set_up(client).status_code == 302


@pytest.mark.django_db
def test_who_comes_late_is_told_so(client, ada):
    answer = set_up(client, "eve")

    assert "Somebody has just set this chat up." in answer.text
    assert "/accounts/sign-in/" in answer.text
    assert not User.objects.filter(username="eve").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_that_race_one_is_in_and_one_is_told():
    together = threading.Barrier(2)

    def visit(username):
        client = Client()
        together.wait(10)
        try:
            return set_up(client, username)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as browsers:
        answers = list(browsers.map(visit, ["olga", "eve"]))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    late = next(answer for answer in answers if answer.status_code == 200)
    assert "Somebody has just set this chat up." in late.text
    assert User.objects.count() == 1
