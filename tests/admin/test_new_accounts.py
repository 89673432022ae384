"""An operator makes an account for somebody, who comes in with a one-time password."""

import pytest
from django.urls import reverse

from rooms.models import AuditEntry, User

from .conftest import WHY, listing

pytestmark = pytest.mark.django_db
NEW = "/admin/rooms/user/new/"
OWN = "a password of my own"


@pytest.fixture(autouse=True)
def closed(settings):
    settings.SIGNUP = "closed"


def make(browser, username="zoe", name="Zoë", reason=WHY):
    return browser.post(NEW, {"username": username, "name": name, "reason": reason})


def test_a_person_for_whom_an_account_was_made_comes_in_and_chooses(desk, browser):
    assert f'href="{NEW}"' in desk.get(listing("user")).text
    assert desk.get(NEW).status_code == 200

    password = make(desk).context["answer"]

    hers = browser()
    given = {"username": "zoe", "password": password}
    assert hers.post(reverse("sign-in"), given).url == reverse("new-password")
    assert "<bdi>olga</bdi> set a password" in hers.get(reverse("new-password")).text
    hers.post(reverse("new-password"), {"new_password1": OWN, "new_password2": OWN})
    assert hers.get(reverse("chat")).status_code == 200
    zoe = User.objects.get(username="zoe")
    assert (zoe.name, zoe.is_staff, zoe.is_superuser) == ("Zoë", False, False)


def test_it_is_on_record_and_the_password_is_shown_once(desk, olga):
    shown = make(desk)

    record = AuditEntry.objects.get()
    zoe = User.objects.get(username="zoe")
    assert (record.actor, record.action, record.user) == (olga, "make account", zoe)
    assert record.reason == WHY
    password = shown.context["answer"]
    assert shown.text.count(password) == 1
    assert "no-store" in shown.headers["Cache-Control"]
    for address in (NEW, listing("user"), listing("auditentry"), f"/admin/rooms/user/{zoe.pk}/"):
        assert password not in desk.get(address).text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "OLGA"}, "username"),
        ({"username": "help"}, "username"),
        ({"username": "two words"}, "username"),
        ({"name": "ChatGPT"}, "name"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_can_t_be_is_said_beside_the_field_and_nothing_is_made(desk, olga, given, field):
    assert make(desk, **given).context["form"].errors[field]

    assert list(User.objects.all()) == [olga]
    assert not AuditEntry.objects.exists()


def test_only_operators_make_accounts(browser, ada):
    assert make(browser(ada)).status_code in (302, 403)
    assert browser(ada).get(NEW, follow=True).status_code == 403
    assert make(browser()).url.startswith(reverse("admin:login"))

    assert list(User.objects.all()) == [ada]
