"""Best first: of how many, and for how long."""

import time
import uuid

import pytest

from rooms import limits
from rooms.errors import Unavailable
from rooms.models import Message, bounded
from rooms.search import find

from ..conftest import crossing

LETTERS = [*"abcdefghijklmnopqrstuvwxyz", "aa", "bb", "cc"]


@pytest.mark.django_db
def test_it_is_said_where_only_the_newest_are_put_in_order(ada, lobby, say, client, monkeypatch):
    monkeypatch.setattr(limits, "RANKED", 3)
    oldest, *_ = [say(ada, lobby, f"tea {number}") for number in range(3)]
    assert find.page(ada, "tea", order="best").explained == []

    say(ada, lobby, "tea 3")
    found = find.page(ada, "tea", order="best")
    assert found.explained == [find.ONLY_NEWEST.format(most=3)]
    assert oldest.pk not in [hit.message.pk for hit in found.hits]
    later = find.page(ada, "tea", order="best", limit=1, before=found.hits[0].place)
    assert later.explained == found.explained
    assert find.page(ada, "tea").explained == []

    client.force_login(ada)
    assert find.ONLY_NEWEST.format(most=3) in client.get("/search/?q=tea&order=best").text
    assert "were found" not in client.get("/search/?q=tea").text


@crossing
async def test_a_socket_hears_so_too(connect, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "RANKED", 1)
    line = await connect(ada)
    for body in ("green tea", "black tea"):
        await line.asked(lobby, body)
    await line.say("search", q="tea", order="best", id="s")
    page = await line.hear("search.page", id="s")
    assert page["explained"] == [find.ONLY_NEWEST.format(most=1)]


@pytest.mark.django_db
def test_putting_in_order_takes_no_longer_than_a_search_may(ada, lobby, monkeypatch):
    # As long as no message is, so that a few take as long as a thousand.
    body = " ".join(LETTERS * 1_500)
    for seq in range(1, 4):
        Message.objects.create(
            room=lobby, seq=seq, rev=seq, author=ada, client_id=uuid.uuid4(), body=body
        )
    monkeypatch.setattr(limits, "SEARCH_MS", 100)
    with pytest.raises(Unavailable, match="takes too long"):
        find.page(ada, " ".join(LETTERS), order="best")
    monkeypatch.setattr(limits, "SEARCH_MS", 60_000)
    assert len(find.page(ada, " ".join(LETTERS), order="best").hits) == 3


@pytest.mark.django_db
def test_rows_are_handed_out_while_there_is_time(monkeypatch):
    monkeypatch.setattr(limits, "SEARCH_MS", 50)
    with bounded.in_time("no") as each:
        assert list(each([1, 2])) == [1, 2]
    seen = []
    with pytest.raises(Unavailable, match="no"), bounded.in_time("no") as each:
        seen.extend(time.sleep(0.02) or row for row in each(range(100)))
    assert seen == list(range(len(seen)))
    assert 1 <= len(seen) < 10
