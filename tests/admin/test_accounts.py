"""What operators do with accounts, from the click to the person's screen."""

import pytest
from django.urls import reverse

from rooms import limits
from rooms.live import database, sessions
from rooms.models import AuditEntry, User

from ..conftest import crossing
from .conftest import WHY, listing, page, whisper

OWN = "a password of my own"


def do(browser, deed, user, reason=WHY):
    return browser.post(page("user", user, deed), {"reason": reason}, follow=True)


def offered(browser, user):
    return [deed.name for deed in browser.get(page("user", user)).context["deeds"]]


@crossing
@pytest.mark.usefixtures("by_the_hint")
async def test_a_deactivated_person_is_out_at_once(connect, at_desk, ada, bob):
    lines, other = [await connect(ada), await connect(ada)], await connect(bob)

    await at_desk.post(page("user", ada, "deactivate"), {"reason": WHY})

    for line in lines:
        assert await line.closed() == 4403
    assert await other.hears_nothing("bye")
    late = await connect(ada, hello=False)
    assert await late.closed() == sessions.SIGN_IN


@crossing
async def test_a_reactivated_person_comes_in_again(connect, at_desk, ada, lobby):
    await at_desk.post(page("user", ada, "deactivate"), {"reason": WHY})
    await at_desk.post(page("user", ada, "reactivate"), {"reason": "It was a mistake."})
    await database.read(ada.refresh_from_db)

    line = await connect(ada)

    assert (await line.asked(lobby, "Back again"))["type"] == "ack"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deed", "action"),
    [
        ("deactivate", "deactivate"),
        ("make-operator", "make operator"),
        ("password", "set one-time password"),
    ],
)
def test_a_deed_needs_a_reason_and_is_recorded(desk, olga, ada, deed, action):
    before = User.objects.values().get(pk=ada.pk)
    for reason in ("", "  ", "x" * (limits.REASON_CHARS + 1)):
        assert do(desk, deed, ada, reason).context["form"].errors["reason"]
    assert User.objects.values().get(pk=ada.pk) == before

    answer = do(desk, deed, ada)

    assert answer.status_code == 200
    record = AuditEntry.objects.get()
    assert (record.actor, record.action, record.user, record.reason) == (olga, action, ada, WHY)
    assert WHY in desk.get(page("user", ada)).content.decode()
    assert WHY in desk.get(listing("auditentry"), {"q": "ADA"}).content.decode()


@pytest.mark.django_db
def test_a_new_operator_looks_after_the_place_until_it_is_taken_back(desk, browser, ada):
    hers = browser(ada)
    do(desk, "make-operator", ada)
    assert hers.get(reverse("admin:index")).status_code == 200

    do(desk, "unmake-operator", ada)
    assert hers.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["deactivate", "unmake-operator"])
def test_the_only_operator_stays_one(desk, olga, deed):
    assert do(desk, deed, olga).context["form"].errors

    olga.refresh_from_db()
    assert (olga.is_staff, olga.is_active) == (True, True)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_one_time_password_is_shown_once_and_good_for_signing_in_once(desk, browser, ada):
    hers = browser(ada)
    password = do(desk, "password", ada).context["answer"]

    assert hers.get(reverse("chat")).status_code == 302, "signed out everywhere"
    for address in (page("user", ada), page("user", ada, "password"), listing("auditentry")):
        assert password not in desk.get(address).content.decode()

    fresh = browser()
    given = {"username": "ada", "password": password}
    choosing = fresh.post(reverse("sign-in"), given, follow=True)
    assert choosing.redirect_chain[-1][0] == reverse("new-password")
    assert fresh.get(reverse("chat")).status_code == 302, "not in before choosing"

    fresh.post(reverse("new-password"), {"new_password1": OWN, "new_password2": OWN})
    assert fresh.get(reverse("chat")).status_code == 200
    again = browser().post(reverse("sign-in"), given)
    assert again.context["form"].errors


@pytest.mark.django_db
def test_each_one_time_password_is_another_and_the_page_is_not_kept(desk, ada):
    pages = [do(desk, "password", ada) for _ in range(2)]

    assert pages[0].context["answer"] != pages[1].context["answer"]
    for shown in pages:
        assert shown.content.decode().count(shown.context["answer"]) == 1
        assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.django_db
def test_what_fits_the_account_is_offered(desk, olga, ada, person):
    bot = person("robot", bot=True)

    assert offered(desk, ada) == ["deactivate", "make-operator", "password"]
    assert offered(desk, olga) == ["deactivate", "unmake-operator", "password"]
    assert offered(desk, bot) == []
    do(desk, "deactivate", ada)
    assert offered(desk, ada) == ["reactivate"]


@pytest.mark.django_db
def test_a_deed_that_is_not_offered_is_refused_by_its_address_too(desk, ada, person):
    gone, robot = person("gone", is_active=False), person("robot", bot=True)
    before = list(User.objects.order_by("pk").values())

    for user, deed in (
        *((gone, name) for name in ("deactivate", "make-operator", "password")),
        *((ada, name) for name in ("reactivate", "unmake-operator")),
        *((robot, name) for name in ("deactivate", "make-operator", "password")),
    ):
        assert do(desk, deed, user).context["form"].non_field_errors(), (user, deed)

    assert list(User.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_every_page_of_an_account_stands_in_every_state(desk, ada, bob, chess, person):
    whisper(ada, bob, "psst")
    quiet, bot, gone = person("quiet"), person("robot", bot=True), person("gone", is_active=False)
    for user in (ada, quiet, bot, gone):
        for name in ("change", "deactivate", "reactivate", "make-operator", "password"):
            assert desk.get(page("user", user, name)).status_code == 200, (user, name)

    shown = desk.get(page("user", ada)).content.decode()
    assert "Chess" in shown
    assert "whisper" not in shown


@pytest.mark.django_db
def test_people_are_found_by_what_they_type_and_what_others_see(desk, person):
    person("nadja", name="Надя")
    person("bob", name="Bob")

    def found(term):
        return [
            user.username
            for user in desk.get(listing("user"), {"q": term}).context["cl"].result_list
        ]

    assert found("NADJ") == found("Надя") == ["nadja"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["password__startswith=md5", "sessions__x=1", "email=x"])
def test_nothing_secret_can_be_asked_for(desk, ada, asked):
    answer = desk.get(f"{listing('user')}?{asked}")

    assert answer.status_code in (302, 400)


@pytest.mark.django_db
def test_no_page_shows_a_hashed_password(desk, ada):
    for address in (listing("user"), page("user", ada)):
        assert ada.password not in desk.get(address).content.decode()
