from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.utils import timezone

from rooms import limits
from rooms.actions import accounts
from rooms.models import User

PASSWORD = "correct horse"
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture
def browser():
    """Another visitor's browser: `browser("192.0.2.7")`."""

    def make(address="127.0.0.1"):
        return Client(REMOTE_ADDR=address)

    return make


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def person_of(client):
    pk = client.session.get("_auth_user_id")
    return pk and User.objects.get(pk=pk)


def guess(client, username, times):
    return [sign_in(client, username, f"guess {count}").status_code for count in range(times)]


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


# Attempts


@pytest.mark.django_db
def test_a_guesser_has_to_wait_and_is_told_how_long(browser, ada):
    most, seconds = limits.ATTEMPTS["account"]
    mallory = browser("192.0.2.66")

    assert guess(mallory, "ada", most) == [200] * most
    answer = sign_in(mallory, "ada")

    assert answer.status_code == 429
    assert "Please try again in 10 minutes." in answer.text
    assert 0 < int(answer["Retry-After"]) <= seconds + 1
    assert 'value="ada"' in answer.text
    assert PASSWORD not in answer.text
    assert person_of(mallory) is None


@pytest.mark.django_db
def test_the_same_goes_for_names_that_nobody_has(browser, ada):
    most, _ = limits.ATTEMPTS["account"]

    assert guess(browser("192.0.2.66"), "nobody", most + 1) == [200] * most + [429]


@pytest.mark.django_db
def test_writing_the_name_in_another_way_gives_no_more_guesses(browser, ada):
    most, _ = limits.ATTEMPTS["account"]
    mallory = browser("192.0.2.66")
    guess(mallory, "ada", most)

    assert guess(mallory, "ＡＤＡ", 1) == [429]


@pytest.mark.django_db
def test_guessing_many_names_from_one_address_ends_too(browser, ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "address", (5, 600))
    mallory = browser("192.0.2.66")

    codes = [guess(mallory, f"name{count}", 1)[0] for count in range(6)]

    assert codes == [200] * 5 + [429]


@pytest.mark.django_db
def test_a_home_is_one_address_however_many_it_has(browser, ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "address", (5, 600))

    codes = [guess(browser(f"2001:db8::{count + 1}"), f"name{count}", 1)[0] for count in range(6)]

    assert codes == [200] * 5 + [429]
    assert guess(browser("2001:db8:0:1::1"), "ada", 1) == [200]


@pytest.mark.django_db
def test_a_header_makes_no_new_address(ada, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "address", (5, 600))

    codes = [
        Client(headers={"x-forwarded-for": f"198.51.100.{count}"})
        .post(SIGN_IN, {"username": f"name{count}", "password": "wrong"})
        .status_code
        for count in range(6)
    ]

    assert codes == [200] * 5 + [429]


@pytest.mark.django_db
def test_the_victim_of_a_guesser_still_comes_in(browser, ada):
    """From elsewhere, and even from the same address with a browser that has been in."""
    hers = browser("192.0.2.66")
    sign_in(hers, "ada")
    hers.post("/accounts/sign-out/")

    assert guess(browser("192.0.2.66"), "ada", 30)[-1] == 429

    assert sign_in(hers, "ada").status_code == 302
    assert sign_in(browser("192.0.2.7"), "ada").status_code == 302


@pytest.mark.django_db
def test_a_browser_that_has_been_in_is_counted_too(browser, ada):
    most, _ = limits.ATTEMPTS["device"]
    hers = browser()
    sign_in(hers, "ada")
    hers.post("/accounts/sign-out/")

    assert guess(hers, "ada", most + 1) == [200] * most + [429]


@pytest.mark.django_db
def test_a_browser_is_no_help_with_another_s_name(browser, ada, eve):
    most, _ = limits.ATTEMPTS["account"]
    hers = browser("192.0.2.66")
    codes = []
    for _ in range(most + 1):
        sign_in(hers, "eve")
        hers.post("/accounts/sign-out/")
        codes += guess(hers, "ada", 1)

    assert codes == [200] * most + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("salt", ["rooms.device", "another"])
def test_a_made_up_device_cookie_is_worth_nothing(browser, ada, settings, salt):
    most, _ = limits.ATTEMPTS["account"]
    mallory = browser("192.0.2.66")
    guess(mallory, "ada", most)

    key = "stolen from elsewhere" if salt == "rooms.device" else settings.SECRET_KEY
    mallory.cookies["device"] = signing.dumps(["ada", "mine"], key=key, salt=salt)

    assert guess(mallory, "ada", 1) == [429]


@pytest.mark.django_db
def test_a_club_behind_one_address_comes_in_together(browser, person):
    most, _ = limits.ATTEMPTS["address"]
    people = [person(f"member{count}") for count in range(most + 5)]

    assert {sign_in(browser(), member.username).status_code for member in people} == {302}


# Passwords


@pytest.mark.django_db
def test_a_new_password_keeps_this_browser_and_ends_the_others(browser, ada):
    here, there = browser(), browser()
    sign_in(here, "ada")
    sign_in(there, "ada")

    answer = here.post(
        "/accounts/password/",
        {
            "old_password": PASSWORD,
            "new_password1": "battery staple",
            "new_password2": "battery staple",
        },
        follow=True,
    )

    assert "Your password is changed." in answer.text
    assert there.get("/accounts/password/").status_code == 302
    assert sign_in(browser(), "ada", "battery staple").status_code == 302
    assert ada.counter.last > 0


@pytest.mark.django_db
def test_a_present_password_can_t_be_guessed_from_an_open_session(client, ada):
    most, _ = limits.ATTEMPTS["password"]
    sign_in(client, "ada")
    guesses = {"new_password1": "battery staple", "new_password2": "battery staple"}

    answers = [
        client.post("/accounts/password/", guesses | {"old_password": f"guess {count}"})
        for count in range(most)
    ]
    late = client.post("/accounts/password/", guesses | {"old_password": PASSWORD})

    assert all("not your present password" in answer.text for answer in answers)
    assert late.status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize("weak", ["short", "password123", "1357924680", "adalovelace"])
def test_a_weak_password_is_refused_with_a_sentence(client, person, weak):
    person("ada", name="Ada Lovelace")
    sign_in(client, "ada")

    answer = client.post(
        "/accounts/password/",
        {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak},
    )

    assert answer.status_code == 200
    assert "This password is" in answer.text or "The password is" in answer.text


@pytest.mark.django_db
def test_a_one_time_password_leads_to_one_s_own_and_nowhere_else(client, ada, person):
    olga = person("olga", is_staff=True)
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
def test_a_one_time_password_that_was_replaced_opens_nothing(client, ada, person):
    olga = person("olga", is_staff=True)
    sign_in(client, "ada", accounts.one_time_password(olga, ada, "Forgotten."))
    accounts.one_time_password(olga, ada, "It was overheard.")

    answer = client.post(
        "/accounts/new-password/",
        {"new_password1": "battery staple", "new_password2": "battery staple"},
    )

    assert answer.url == SIGN_IN
    ada.refresh_from_db()
    assert not ada.check_password("battery staple")


@pytest.mark.django_db
def test_a_stranger_chooses_nobody_s_password(client, ada, eve):
    assert client.get("/accounts/new-password/").url == SIGN_IN

    sign_in(client, "eve")
    assert client.get("/accounts/new-password/").url == SIGN_IN


@pytest.mark.django_db
def test_who_was_deactivated_is_out_at_once(client, ada, person):
    olga = person("olga", is_staff=True)
    sign_in(client, "ada")

    accounts.deactivate(olga, ada, "Spam.")

    assert client.get("/accounts/password/").url.startswith(SIGN_IN)
