"""Best first: of how many, and for how long."""

import time
import uuid

import pytest

from rooms import limits
from rooms.errors import Unavailable
from rooms.models import Message, bounded
from rooms.search import find

LETTERS = [*"abcdefghijklmnopqrstuvwxyz", "aa", "bb", "cc"]


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
