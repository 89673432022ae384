"""Who comes in at all."""

import pytest
from django.urls import reverse

from . import addresses

pytestmark = pytest.mark.django_db
OUT = reverse("admin:logout")


@pytest.fixture
def pages(chess, ada, lobby):
    """Every page of the operators about a group, the lobby and a person."""
    found = addresses.every([chess.pk, lobby.pk, ada.pk])
    return [page for page in found if page.startswith("/admin/") and page != OUT]


def test_the_walk_finds_the_pages(pages, chess, ada):
    assert reverse("admin:rooms_group_changelist") in pages
    assert reverse("admin:rooms_group_messages", args=[chess.pk]) in pages
    assert reverse("admin:rooms_user_deactivate", args=[ada.pk]) in pages


def test_a_stranger_is_sent_to_sign_in_and_back(browser, pages):
    for page in pages:
        answer = browser().get(page, follow=True)

        assert answer.redirect_chain, page
        assert answer.redirect_chain[-1][0].startswith(reverse("sign-in")), page
        assert answer.context["next"].startswith("/admin/"), page


def test_who_is_no_operator_is_told_so_on_every_page(browser, pages, ada):
    hers = browser(ada)
    for page in pages:
        answer = hers.get(page, follow=True)

        assert answer.status_code == 403, page
        assert b"Only operators" in answer.content, page


def test_who_is_no_operator_does_nothing(browser, pages, ada, chess):
    for page in pages:
        answer = browser(ada).post(page, {"reason": "I want to.", "name": "Mine"}, follow=True)
        assert answer.status_code == 403, page

    chess.refresh_from_db()
    assert (chess.name, chess.closed) == ("Chess", False)


def test_who_was_an_operator_is_out_with_the_next_click(desk, olga):
    assert desk.get(reverse("admin:index")).status_code == 200
    type(olga).objects.filter(pk=olga.pk).update(is_staff=False)

    assert desk.get(reverse("admin:index"), follow=True).status_code == 403


def test_signing_out_is_the_chat_s_own(desk):
    assert desk.post(OUT, follow=True).redirect_chain[-1][0] == reverse("sign-in")
    assert desk.get(reverse("admin:index")).status_code == 302
