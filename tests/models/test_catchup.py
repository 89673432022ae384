"""While you were away: what is found, and for whom."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.actions import messages, whispers
from rooms.models import Mention, Message, Reaction, catchup


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
    say(ada, lobby, "Not this one?")
    say(bob, lobby, "This very one")
    early = hour_ago - timedelta(minutes=1)

    title = "Questions that nobody took up"
    assert found(bob, early) == {title: ["谁来？", "Who plays white?"]}
    answer = say(bob, chess, "Me")
    assert found(bob, early)[title] == ["谁来？", "Who plays white?"], "too late to be an answer"
    Message.objects.filter(pk=answer.pk).update(reply_to=asked[0])
    assert found(bob, early) == {title: ["谁来？"]}


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
def test_the_page_leads_to_each_of_them(client, ada, bob, chess):
    question = say(ada, chess, "<b>Who</b> comes?")
    client.force_login(bob)

    text = client.get("/catchup/?span=nonsense").content.decode()
    assert f'href="/m/{question.pk}"' in text
    assert "&lt;b&gt;Who&lt;/b&gt; comes?" in text
    assert client.get("/catchup/?span=week").status_code == 200
    client.logout()
    assert client.get("/catchup/").status_code == 302
