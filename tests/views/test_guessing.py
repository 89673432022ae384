import pytest
from django.core import signing
from django.test import Client

from rooms import limits

from .entering import PASSWORD, SIGN_IN, guess, person_of, sign_in


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
