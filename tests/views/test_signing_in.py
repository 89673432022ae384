import unicodedata
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from rooms.models import User

from .entering import PASSWORD, SIGN_IN, person_of, sign_in


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["ada", "ADA", "ａｄａ"])
def test_people_sign_in_with_their_name_in_any_case(client, ada, typed):
    answer = sign_in(client, typed)

    assert (answer.status_code, answer.url) == (302, "/")
    assert person_of(client) == ada


@pytest.mark.django_db
def test_a_stranger_can_t_tell_names_from_no_names(browser, ada, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    answers = [
        sign_in(browser(), "ada", "wrong"),
        sign_in(browser(), "nobody", "wrong"),
        sign_in(browser(), "bob", PASSWORD),
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert "No open account has this user name" in answer.text
    texts = {name: a.text for name, a in zip(("ada", "nobody", "bob"), answers, strict=True)}
    assert len({_plain(text, name) for name, text in texts.items()}) == 1


def _plain(page, name):
    """The page without what differs for each visitor: the token, and the name they typed."""
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return page.replace(token, "").replace(f'value="{name}"', "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:evil",
        "javascript:alert(1)",
        "/accounts/sign-in/",
        "/accounts/sign-out/",
        "/set-up/?x",
    ],
)
def test_nobody_is_sent_away_or_round_in_circles(client, ada, wanted):
    assert sign_in(client, "ada", next=wanted).url == "/"

    again = client.get(f"{SIGN_IN}?{urlencode({'next': wanted})}")
    assert (again.status_code, again.url) == (302, "/")


@pytest.mark.django_db
def test_people_come_to_the_page_they_wanted(client, ada):
    page = client.get(f"{SIGN_IN}?next=/rooms/7/")
    assert 'name="next" value="/rooms/7/"' in page.text

    assert sign_in(client, "ada", next="/rooms/7/").url == "/rooms/7/"


@pytest.mark.django_db
def test_signing_out_needs_a_form_and_ends_the_session(client, ada):
    sign_in(client, "ada")
    key = client.session.session_key

    assert client.get("/accounts/sign-out/").url == "/"
    assert person_of(client) == ada

    assert client.post("/accounts/sign-out/").url == SIGN_IN
    assert not Session.objects.filter(session_key=key).exists()
    ada.refresh_from_db()
    assert ada.counter.last > 0


@pytest.mark.django_db
def test_a_session_lasts_beyond_the_server(client, ada):
    """It is a row, with a cookie that stays when the browser is closed."""
    cookie = sign_in(client, "ada").cookies["sessionid"]

    row = Session.objects.get(session_key=cookie.value)
    assert row.expire_date > timezone.now() + timedelta(days=25)
    assert int(cookie["max-age"]) > timedelta(days=25).total_seconds()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.django_db
def test_over_https_no_cookie_goes_in_the_clear(client, ada, settings):
    settings.SESSION_COOKIE_SECURE = True

    cookies = sign_in(client, "ada").cookies

    assert [cookies[name]["secure"] for name in ("sessionid", "device")] == [True, True]


@pytest.mark.django_db
def test_a_name_that_is_far_too_long_is_nobody_s_at_no_cost(client, ada, monkeypatch):
    normalise, lengths = unicodedata.normalize, []

    def counted(form, text):
        lengths.append(len(text))
        return normalise(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)

    for page in (SIGN_IN, "/accounts/sign-up/"):
        answer = client.post(page, {"username": "a" + "\u0315\u0300" * 10_000, "password": "x"})
        assert answer.status_code == 200

    assert max(lengths, default=0) < 1_000
