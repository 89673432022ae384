"""A password that an operator sets: good for coming in once, and for choosing one's own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import accounts
from rooms.models import User

from .entering import PASSWORD, SIGN_IN, person_of, sign_in

NEW_PASSWORD = "/accounts/new-password/"
OWN = {"new_password1": "battery staple", "new_password2": "battery staple"}


@pytest.fixture
def olga(person):
    return person("olga", is_staff=True)


@pytest.mark.django_db
def test_a_one_time_password_leads_to_one_s_own_and_nowhere_else(client, olga, ada):
    once = accounts.one_time_password(olga, ada, "Forgotten.")

    assert sign_in(client, "ada", PASSWORD).status_code == 200
    answer = sign_in(client, "ada", once, next="/rooms/7/")
    assert answer.url == "/accounts/new-password/"
    assert person_of(client) is None

    def choose(password):
        return client.post(answer.url, {"new_password1": password, "new_password2": password})

    assert "Please choose another one" in choose(once).text
    assert person_of(client) is None
    assert choose("battery staple").url == "/rooms/7/"
    assert person_of(client) == ada
    assert client.get(answer.url).url == SIGN_IN


@pytest.mark.django_db
def test_a_one_time_password_that_was_replaced_opens_nothing(client, olga, ada):
    sign_in(client, "ada", accounts.one_time_password(olga, ada, "Forgotten."))
    accounts.one_time_password(olga, ada, "It was overheard.")

    answer = client.post(NEW_PASSWORD, OWN)

    assert answer.url == SIGN_IN
    ada.refresh_from_db()
    assert not ada.check_password("battery staple")


@pytest.mark.django_db
def test_of_two_browsers_with_a_one_time_password_only_the_first_comes_in(browser, olga, ada):
    once = accounts.one_time_password(olga, ada, "Forgotten.")
    first, second = browser(), browser()
    assert sign_in(first, "ada", once).url == NEW_PASSWORD

    assert sign_in(second, "ada", once).status_code == 200
    assert second.get(NEW_PASSWORD).url == SIGN_IN

    assert first.post(NEW_PASSWORD, OWN).url == "/"
    assert sign_in(second, "ada", once).status_code == 200


@pytest.mark.django_db
def test_a_one_time_password_is_over_after_a_day(client, olga, ada):
    once = accounts.one_time_password(olga, ada, "Forgotten.")
    ada.refresh_from_db()
    left = ada.one_time_until - timezone.now()
    assert timedelta(0) < left <= timedelta(hours=limits.ONE_TIME_HOURS)

    User.objects.filter(pk=ada.pk).update(one_time_until=timezone.now())

    assert "No open account" in sign_in(client, "ada", once).text
    assert client.get(NEW_PASSWORD).url == SIGN_IN


@pytest.mark.django_db
def test_who_chooses_is_told_which_operators_set_a_password_and_when(client, olga, ada, person):
    mallory = person("mallory", is_staff=True)
    accounts.one_time_password(mallory, ada, "Never mind why.")
    once = accounts.one_time_password(olga, ada, "She can't get in.")

    page = sign_in(client, "ada", once, follow=True)

    told = " ".join(page.text.split("<main")[1].split())
    assert told.index("<bdi>olga</bdi> set") < told.index("<bdi>mallory</bdi> set")
    assert str(timezone.now().year) in told
    assert "can come in as you" in told


@pytest.mark.django_db
def test_a_password_set_on_the_command_line_is_one_s_own(client, olga, ada):
    accounts.one_time_password(olga, ada, "Forgotten.")
    User.objects.filter(pk=ada.pk).update(one_time_until=timezone.now())

    ada.refresh_from_db()
    ada.set_password("battery staple")
    ada.save()

    assert sign_in(client, "ada", "battery staple").url == "/"


@pytest.mark.django_db
def test_a_one_time_password_that_is_due_for_another_hash_stays_one(client, settings, olga, ada):
    once = accounts.one_time_password(olga, ada, "Forgotten.")
    stronger = "django.contrib.auth.hashers.ScryptPasswordHasher"
    settings.PASSWORD_HASHERS = [stronger, *settings.PASSWORD_HASHERS]

    assert sign_in(client, "ada", once).url == NEW_PASSWORD
    assert person_of(client) is None
