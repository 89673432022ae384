"""An address that somebody mistyped, or made up, is answered: it is no fault of the chat's."""

import pytest

from rooms.actions import oversight

from .conftest import WHY, listing, page

pytestmark = pytest.mark.django_db

KINDS = ["group", "user", "auditentry"]
WORDS = ["", "x", "-1", "1.5", "é", "\x00", "[]", "9" * 30, "9" * 5000]
NAMES = [
    *("q", "p", "o", "all", "e", "state", "operator", "here", "action__exact", "is_active__exact"),
    *(f"{date}__{part}" for date in ("at", "joined_at", "created_at") for part in ("year", "day")),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_list_answers_whatever_is_asked(desk, olga, ada, chess, kind, name):
    oversight.read(olga, chess, WHY)
    for word in WORDS:
        answer = desk.get(listing(kind), {name: word})
        assert answer.status_code in (200, 302, 400), (name, word[:40])


@pytest.mark.parametrize("name", ["members", "events", "before", "x"])
def test_a_page_answers_whatever_is_asked(desk, chess, name):
    desk.post(page("group", chess, "messages"), {"reason": WHY})
    for word in WORDS:
        for shown in ("change", "messages", "close"):
            assert desk.get(page("group", chess, shown), {name: word}).status_code == 200


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30, "9" * 5000, "x", "-1", "1/2/3"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_not_found(desk, kind, pk):
    for name in ("", "messages/", "close/", "password/", f"members/{pk}/remove/"):
        answer = desk.post(f"{listing(kind)}{pk}/{name}", {"reason": WHY})
        assert answer.status_code == 404, name
