import uuid
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from rooms.actions import groups, indexing, whispers
from rooms.errors import BadField
from rooms.models import Membership, Mention, Message, Reaction, Room, Saved
from rooms.search import find

pytestmark = pytest.mark.django_db


def ids(page):
    return [hit.message.pk for hit in page.hits]


@pytest.mark.parametrize("order", find.ORDERS)
def test_pages_follow_each_other_without_hole_or_double(ada, lobby, say, order):
    said = [say(ada, lobby, f"tea {'tea ' * (n % 3)}{'and more ' * (n % 4)}{n}") for n in range(23)]
    found, before = [], None
    for size in (10, 10, 3):
        page = find.page(ada, "tea", order=order, before=before, limit=10)
        assert len(page.hits) == size
        assert page.more == (size == 10)
        found += ids(page)
        before = page.hits[-1].place
        # What is said meanwhile moves nothing.
        say(ada, lobby, "coffee")

    assert sorted(found) == [message.pk for message in said]
    if order == "newest":
        assert found == sorted(found, reverse=True)


def test_the_best_come_first(ada, lobby, say, finds):
    say(ada, lobby, "green tea")
    say(ada, lobby, "tea, they say, is green in some places, and " + "black in others " * 9)
    say(ada, lobby, "tea tea green tea")
    say(ada, lobby, "green, as said above, about tea")

    worst_first = finds(ada, "green tea", order="best")
    assert worst_first[-2:] == ["green tea", "tea tea green tea"]
    assert worst_first[0].endswith("others")


def test_there_are_no_pages_that_nobody_was_shown(ada):
    for order, before in [("newest", "x"), ("newest", "1.2.3"), ("best", "1"), ("worst", "")]:
        with pytest.raises(BadField):
            find.page(ada, "tea", order=order, before=before)
    with pytest.raises(BadField):
        find.page(ada, "tea", before="9" * 30)


def test_days_are_those_of_the_reader(ada, lobby, say, finds):
    message = say(ada, lobby, "tea")
    Message.objects.filter(pk=message.pk).update(sent_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    indexing.make_missing()

    assert finds(ada, "on:2026-03-01") == ["tea"]
    assert finds(ada, "on:2026-03-02", zone="Europe/Berlin") == ["tea"]
    assert finds(ada, "on:2026-03-01", zone="Europe/Berlin") == []
    assert finds(ada, "after:2026-03-01", zone="Europe/Berlin") == ["tea"]
    assert finds(ada, "before:2026-03-02", zone="America/New_York") == ["tea"]
    assert finds(ada, "on:2026-03") == finds(ada, "on:2026") == ["tea"]
    assert finds(ada, "after:2026-02 before:2026-04") == ["tea"]
    assert finds(ada, "after:1970 before:2199-12-31", zone="Pacific/Kiritimati") == ["tea"]
    assert finds(ada, "before:1970-01-01", zone="Pacific/Kiritimati") == []
    assert finds(ada, "after:2199-12-31", zone="Pacific/Honolulu") == []
    assert finds(ada, "after:2026-03") == finds(ada, "before:2026") == []


def test_what_a_message_has_and_what_it_is(ada, bob, lobby, say, finds):
    plain, dear = say(ada, lobby, "plain"), say(ada, lobby, "dear")
    Saved.objects.create(message=dear, user=bob)
    Reaction.objects.create(message=dear, user=ada, emoji="❤")
    Message.objects.filter(pk=dear.pk).update(pinned_at=timezone.now(), pinned_by=ada)
    Mention.objects.create(message=dear, room=lobby, seq=dear.seq, user=bob, name="bob")
    Mention.objects.create(message=plain, room=lobby, seq=plain.seq, user=None, name="all")

    for text in ("is:saved", "has:reaction", "is:pinned", "to:all -to:me dear", "dear is:saved"):
        expected = [] if text.startswith("to:all") else ["dear"]
        assert finds(bob, text) == expected, text
    assert finds(ada, "is:saved") == []
    assert finds(bob, "to:me") == finds(bob, "has:mention") == ["plain", "dear"]
    assert finds(bob, "to:ada") == finds(bob, "to:everyone") == ["plain"]
    assert finds(bob, "-is:saved -is:pinned -has:reaction") == ["plain"]


def test_what_is_unread(ada, bob, lobby, say, finds):
    group = groups.create(ada, "Tea")
    groups.join(bob, group)
    read, new, own = say(ada, group, "read"), say(ada, group, "new"), say(bob, group, "own")
    say(ada, lobby, "before he came")
    Membership.objects.filter(room=group, user=bob).update(read_seq=read.seq)

    assert finds(bob, "is:unread") == ["new"]
    assert finds(bob, "-is:unread in:tea") == ["read", "own"]
    Membership.objects.filter(room=group, user=bob).update(read_seq=own.seq)
    assert finds(bob, "is:unread") == []
    assert new.pk


def test_places_are_called_as_one_knows_them(ada, bob, say, finds):
    room = groups.create(ada, "Chess Club")
    say(ada, room, "e4")
    whispers.send(ada, bob, "psst", uuid.uuid4())

    assert finds(ada, 'in:"chess  CLUB"') == ["e4"]
    assert finds(ada, "in:bob") == finds(ada, "in:@bob") == finds(bob, "in:ada") == ["psst"]
    assert finds(ada, "in:lobby") == []
    Room.objects.filter(pk=room.pk).update(closed_at=timezone.now())
    assert finds(ada, 'in:"chess club"') == ["e4"]


def test_the_last_word_may_go_on_while_one_types(ada, lobby, say, finds):
    say(ada, lobby, "deployment of the chat")

    assert finds(ada, "the depl", typing=True) == ["deployment of the chat"]
    assert finds(ada, "the depl") == []
    assert finds(ada, "depl the", typing=True) == []
    assert finds(ada, '"the depl"', typing=True) == []


def test_snippets_show_what_was_found_and_are_text(ada, lobby, say):
    say(ada, lobby, "x " * 300 + "here is the <b>needle</b> of it " + "y " * 300)
    [hit] = find.page(ada, "needle").hits

    assert hit.snippet[1] == "needle"
    assert hit.snippet[0].startswith("…x x ")
    assert hit.snippet[0].endswith("here is the <b>")
    assert hit.snippet[2].startswith("</b> of it y")
    assert hit.snippet[2].endswith("y…")
    assert len("".join(hit.snippet)) < 260


def test_snippets_show_words_without_the_marks_of_their_form(ada, lobby, say):
    say(ada, lobby, "a box that is **nobody's *business***, `2 * 3`")

    [hit] = find.page(ada, "business").hits
    assert hit.snippet == ["a box that is nobody's ", "business", ", 2 * 3"]
    [hit] = find.page(ada, '"nobody\'s business"').hits
    assert hit.snippet[1] == "nobody's business"


def test_a_search_that_takes_too_long_is_given_up(ada, lobby, say, settings, monkeypatch):
    from django.db import connection

    from rooms import limits
    from rooms.errors import Unavailable
    from rooms.models import bounded

    say(ada, lobby, "tea")
    endless = {
        "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(20)",
    }
    with monkeypatch.context() as hurried:
        hurried.setattr(limits, "SEARCH_MS", 50)
        with pytest.raises(Unavailable, match="takes too long"), bounded.in_time(find.TOO_LONG):
            with connection.cursor() as cursor:
                cursor.execute(endless[connection.vendor])
    assert len(find.page(ada, "tea").hits) == 1
