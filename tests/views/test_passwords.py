import pytest

from rooms import limits
from rooms.actions import accounts

from .entering import PASSWORD, SIGN_IN, sign_in


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


@pytest.mark.django_db
def test_who_was_deactivated_and_comes_back_signs_in_anew(browser, ada, person):
    olga = person("olga", is_staff=True)
    old, never, fresh = browser(), browser(), browser()
    for here in (old, never):
        sign_in(here, "ada")

    accounts.deactivate(olga, ada, "Spam.")
    assert old.get("/").status_code == 302
    accounts.reactivate(olga, ada, "It was a mistake.")

    assert [here.get("/").status_code for here in (old, never)] == [302, 302]
    sign_in(fresh, "ada")
    assert fresh.get("/").status_code == 200
