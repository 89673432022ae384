import uuid

import pytest

from rooms import limits
from rooms.actions import groups, messages, whispers
from rooms.text import body as texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(client, ada):
    client.force_login(ada)
    return client


def look(client, q="", **more):
    return client.get("/search/", {"q": q, **more})


def test_only_for_who_has_signed_in(client):
    assert look(client, "tea")["Location"].startswith("/accounts/sign-in/?next=/search/")


def test_what_is_found_is_shown_as_text_with_its_place(hers, ada, bob, lobby):
    evil = "tea <script>alert(1)</script> & more"
    posted = messages.post(bob, lobby, evil, uuid.uuid4())
    whispers.send(bob, ada, "tea between us", uuid.uuid4())
    page = look(hers, "tea").content.decode()

    assert f'href="/m/{posted.message_id}"' in page
    assert "<mark>tea</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<bdi>Lobby</bdi>" in page
    # A whisper is called by whom it is with.
    assert "in <bdi>Bob</bdi>" in page


def test_a_page_leads_to_the_next_and_to_the_other_order(hers, ada, lobby):
    for count in range(limits.SEARCH_PAGE + 3):
        messages.post(ada, lobby, f"tea {count}", uuid.uuid4())
    first = look(hers, "tea")
    second = hers.get(f"/search/{first.context['next']}")

    assert len(first.context["hits"]) == limits.SEARCH_PAGE
    assert [hit["message"].body for hit in second.context["hits"]] == ["tea 2", "tea 1", "tea 0"]
    assert "next" not in second.context
    best = hers.get(f"/search/{first.context['other']}")
    assert b"Best first." in best.content
    assert len(best.context["hits"]) == limits.SEARCH_PAGE


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({"q": ""}, 200, "What you can look for"),
        ({"q": "tea"}, 200, "Nothing was found among what you may read."),
        ({"q": "tea\0\ud800 <b>"}, 200, "Nothing was found"),
        ({"q": "has:<b>"}, 200, "There is no has:&lt;b&gt;."),
        ({"q": "tea", "order": "worst", "zone": "No/Where"}, 200, "Nothing was found"),
        ({"q": "tea", "before": "x"}, 400, "There is no such page of this search."),
    ],
)
def test_whatever_is_typed_is_answered(hers, asked, status, told):
    asked = {name: value.encode("utf-8", "replace") for name, value in asked.items()}
    response = hers.get("/search/", asked)

    assert response.status_code == status
    assert told in response.content.decode()


def test_who_searches_too_fast_waits(hers, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "search", (2, 60))
    assert [look(hers, "tea").status_code for _ in range(3)] == [200, 200, 429]
    assert b"too often" in look(hers, "tea").content


def test_others_groups_are_not_there(hers, bob):
    group = groups.create(bob, "Elsewhere")
    messages.post(bob, group, texts.normalise("tea"), uuid.uuid4())

    assert b"Nothing was found" in look(hers, "tea").content
