"""While you were away: what is found, and for whom."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms import limits
from rooms.actions import messages, whispers
from rooms.errors import Unavailable
from rooms.models import Mention, Message, Reaction, catchup

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    " SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(20)",
}


@pytest.fixture
def before():
    return timezone.now() - timedelta(minutes=5)


def say(author, room, body, at=None):
    posted = messages.post(author, room, body, uuid.uuid4())
    if at:
        Message.objects.filter(pk=posted.message_id).update(sent_at=at)
    return Message.objects.get(pk=posted.message_id)


def found(user, before):
    return {
        title: [one.body for one in rows] for title, rows in catchup.since(user, before).sections()
    }


@pytest.mark.django_db
def test_nothing_is_found_where_nothing_was_said(bob, lobby, before):
    say(bob, lobby, "Am I alone?")
    assert found(bob, before) == {}


@pytest.mark.django_db
def test_what_speaks_to_them_is_found(ada, bob, chess, before):
    mine = say(bob, chess, "I will bring the board")
    reply, named, all_of_us = (say(ada, chess, body) for body in ("Good", "bob, when", "Come"))
    Message.objects.filter(pk=reply.pk).update(reply_to=mine)
    for message, user in ((named, bob), (all_of_us, None)):
        Mention.objects.create(message=message, room=chess, seq=message.seq, user=user, name="x")

    assert found(bob, before) == {"To you": ["Come", "bob, when", "Good"]}
    assert found(ada, before) == {}


@pytest.mark.django_db
def test_a_question_is_open_until_somebody_replies_or_goes_on(ada, bob, chess, lobby, before):
    hour_ago = timezone.now() - timedelta(hours=2)
    asked = [say(ada, chess, "Who plays white?", hour_ago), say(ada, chess, "谁来？", hour_ago)]
    say(ada, chess, "x = f();", hour_ago)
    asked.append(say(ada, chess, "Ποιος παίζει\u037e", hour_ago))
    say(ada, lobby, "Not this one?")
    say(bob, lobby, "This very one")
    early = hour_ago - timedelta(minutes=1)

    title = "Questions that nobody took up"
    assert found(bob, early) == {title: [one.body for one in reversed(asked)]}
    answer = say(bob, chess, "Me")
    assert len(found(bob, early)[title]) == 3, "too late to be an answer"
    Message.objects.filter(pk=answer.pk).update(reply_to=asked[0])
    assert found(bob, early) == {title: [asked[2].body, "谁来？"]}
    Message.objects.filter(pk=answer.pk).update(sent_at=hour_ago + timedelta(minutes=59))
    assert found(bob, early) == {}


@pytest.mark.django_db
def test_what_is_kept_at_once_with_a_question_may_take_it_up(ada, bob, chess, before):
    said = (bob, "Hello"), (ada, "Who plays white?"), (bob, "Me"), (ada, "And black?")
    messages.post_all([messages.Line(chess.pk, who, uuid.uuid4(), body) for who, body in said])

    assert found(bob, before) == {"Questions that nobody took up": ["And black?"]}


@pytest.mark.django_db
def test_the_most_liked_come_first_and_links_are_gathered(ada, bob, eve, chess, before):
    one, two = say(ada, chess, "fine"), say(ada, chess, "See https://example.org/x")
    for message, people in ((one, [bob]), (two, [bob, eve])):
        for user in people:
            Reaction.objects.create(message=message, user=user, emoji="👍")

    assert found(bob, before) == {
        "Most reacted to": [two.body, one.body],
        "Links": ["See https://example.org/x"],
    }


@pytest.mark.django_db
def test_only_what_they_may_read_and_what_stands_is_found(ada, bob, eve, chess, lobby, before):
    say(ada, chess, "Are you in?")
    whispers.send(ada, bob, "Psst?", uuid.uuid4())
    gone = say(ada, lobby, "Deleted?")
    Message.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    assert found(eve, before) == {}
    assert len(found(bob, before)["Questions that nobody took up"]) == 2


@pytest.mark.django_db
def test_nothing_is_sorted_together_with_its_words(ada, bob, chess, before):
    Reaction.objects.create(message=say(ada, chess, "fine"), user=bob, emoji="👍")

    with CaptureQueriesContext(connection) as asked:
        found(bob, before)
    grouped = [query["sql"] for query in asked if "GROUP BY" in query["sql"]]
    assert grouped
    assert not [sql for sql in grouped if '"body"' in sql.partition("GROUP BY")[2]]


@pytest.mark.django_db
def test_what_takes_too_long_is_given_up_and_told(client, ada, bob, chess, before, monkeypatch):
    say(ada, chess, "Who plays?")
    client.force_login(bob)
    monkeypatch.setattr(limits, "SEARCH_MS", 50)

    def without_end(execute, sql, params, *rest):
        is_asked = "rooms_mention" in sql
        return execute(*((ENDLESS[connection.vendor], ()) if is_asked else (sql, params)), *rest)

    with connection.execute_wrapper(without_end):
        with pytest.raises(Unavailable, match="takes too long"):
            catchup.since(bob, before)
        response = client.get("/catchup/?span=month")
    assert response.status_code == 503
    assert "Please choose a shorter time" in response.text
    assert "The last day" in response.text
    assert "Nothing that you would have missed" not in response.text


@pytest.mark.django_db
def test_who_looks_too_often_waits(client, bob, monkeypatch):
    monkeypatch.setitem(limits.ATTEMPTS, "search", (2, 60))
    client.force_login(bob)
    told = [client.get("/catchup/") for _ in range(3)]
    assert [one.status_code for one in told] == [200, 200, 429]
    assert "too often" in told[-1].text
    assert client.get("/search/?q=tea").status_code == 429


@pytest.mark.django_db
def test_the_page_leads_to_each_of_them(client, ada, bob, chess):
    question = say(ada, chess, "<b>Who</b> comes?")
    client.force_login(bob)

    text = client.get("/catchup/?span=nonsense").content.decode()
    assert f'href="/m/{question.pk}"' in text
    assert "&lt;b&gt;Who&lt;/b&gt; comes?" in text
    assert client.get("/catchup/?span=week").status_code == 200
    client.logout()
    assert client.get("/catchup/").status_code == 302
