from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from chatsite.sessions import SessionStore


@pytest.fixture
def session(db):
    session = SessionStore()
    session["word"] = "kept"
    session.save()
    return session


def aged(session, days):
    until = timezone.now() + timedelta(days=30 - days)
    Session.objects.filter(pk=session.session_key).update(expire_date=until)
    return SessionStore(session.session_key)


def test_a_visit_on_the_same_day_writes_nothing(session):
    again = aged(session, 0.9)
    assert again["word"] == "kept"
    assert not again.modified


def test_a_visit_on_a_later_day_starts_the_thirty_days_anew(session, client, ada):
    again = aged(session, 1.1)
    assert again["word"] == "kept"
    assert again.modified


def test_who_comes_back_stays_signed_in(client, ada):
    client.force_login(ada)
    aged(client.session, 29)
    cookie = client.get("/admin/").cookies["sessionid"]

    assert cookie["max-age"] == 30 * 24 * 3600
    left = Session.objects.get(pk=cookie.value).expire_date - timezone.now()
    assert left > timedelta(days=29)


def test_a_session_that_is_over_stays_over(session):
    assert aged(session, 31).get("word") is None


@pytest.mark.parametrize("key", ["\\000aaaaaaaaaa", "ä" * 32, "a" * 41, "../../etc/a", "short"])
def test_a_cookie_that_no_session_was_called_by_is_a_stranger_s(client, ada, key):
    client.cookies.load(f'sessionid="{key}"')

    assert client.get("/").url.startswith("/accounts/sign-in/")
