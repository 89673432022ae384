"""Whom a line speaks to, as rows, and as it is told and counted."""

from uuid import uuid4

import pytest

from rooms import limits
from rooms.actions import groups, mentions, messages, presence, whispers
from rooms.errors import BadField, Forbidden
from rooms.models import Connection, Lease, Mention, Message, Room, User
from rooms.wire import payloads

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(person, chess):
    """So many in one room that it takes a right, and a confirmation, to call them."""
    people = [person(f"p{number}") for number in range(limits.CALLED_AT_EASE)]
    for one in people:
        groups.join(one, chess)
    return people


def say(author, room, body, **more):
    [outcome] = messages.post_all([messages.Line(room.pk, author, uuid4(), body, **more)])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def told(posted):
    return payloads.message(Message.objects.told().get(pk=posted.message_id))


def called(posted):
    rows = Mention.objects.filter(message=posted.message_id).order_by("pk")
    return [(row.user and row.user.username, row.name) for row in rows]


def unread(user, room):
    room = Room.objects.filter(pk=room.pk).marked_by(user).get()
    return room.unread, room.mentions


def is_here(*people):
    lease = uuid4()
    presence.renew(lease, [(uuid4(), user.pk) for user in people])
    return Lease.objects.get(pk=lease), Connection.objects.count()


def test_a_name_is_kept_as_a_person_and_follows_them_when_they_are_renamed(ada, bob, chess):
    posted = say(ada, chess, "Well, @BOB? `@bob` @nobody")
    assert called(posted) == [("bob", "BOB")]
    assert told(posted)["body"] == "Well, @bob? `@bob` @nobody"
    assert [user["username"] for user in told(posted)["mentions"]] == ["bob"]

    User.objects.filter(pk=bob.pk).update(username="robert", username_key="robert")

    assert told(posted)["body"].startswith("Well, @robert?")
    assert f'data-user="{bob.pk}">@robert</span>' in told(posted)["html"]
    assert unread(bob, chess) == (1, 1)
    assert unread(ada, chess) == (0, 0)


def test_only_who_reads_there_is_called_and_the_author_hears_who_does_not(
    ada, bob, eve, chess, person
):
    posted = say(ada, chess, "@eve @bob")
    assert called(posted) == [("bob", "bob")]
    assert "eve is not in Chess" in posted.hint
    assert "/group invite eve" in posted.hint
    assert say(ada, chess, "`@eve`, @nobody").hint == ""
    person("bob.dan")
    assert called(say(ada, chess, "@bob.dan")) == []
    assert called(say(ada, chess, "@bob.eve")) == [("bob", "bob")]

    whispered = whispers.send(ada, bob, "@bob @ada @eve", uuid4())
    assert called(whispered) == [("bob", "bob"), ("ada", "ada")]
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert called(say(ada, Room.objects.lobby(), "@bob @eve")) == [("eve", "eve")]


def test_who_is_called_twice_is_called_once(ada, bob, chess):
    is_here(ada, bob)
    posted = say(ada, chess, "@bob @Bob @here @room")
    assert sorted(called(posted), key=str) == [("bob", "bob"), (None, "room")]
    assert told(posted)["to_all"]
    assert unread(bob, chess) == (1, 1)


def test_those_here_are_the_ones_of_that_room_who_are_here_now(ada, bob, eve, chess, person):
    groups.join(person("dan"), chess)
    is_here(ada, bob, eve)

    posted = say(ada, chess, "@here come")

    assert called(posted) == [("bob", "here")]
    assert told(posted)["body"] == "@here come"
    assert '<span class="mention">@here</span>' in told(posted)["html"]


def test_to_call_many_takes_a_right_and_a_confirmation(ada, bob, chess, crowd):
    with pytest.raises(Forbidden, match="only owners"):
        say(bob, chess, "@room")
    with pytest.raises(BadField, match="Call 21 people") as refused:
        say(ada, chess, "@room lunch")
    assert (refused.value.field, refused.value.final) == ("confirm", True)
    is_here(bob)
    assert called(say(ada, chess, "@here is but one")) == [("bob", "here")]
    is_here(*crowd)
    with pytest.raises(BadField, match="Call 21 people"):
        say(ada, chess, "@here")
    assert Message.objects.filter(room=chess).count() == 1

    client_id = uuid4()
    lines = [
        messages.Line(chess.pk, ada, client_id, "@room lunch", confirm=confirm)
        for confirm in (False, True, False)
    ]
    first, second, third = messages.post_all(lines)
    assert (first.field, called(second)) == ("confirm", [(None, "room")])
    assert (third.seq, third.duplicate) == (second.seq, True)
    assert say(bob, chess, "`@room` is quiet").seq


def test_in_the_lobby_operators_call_many(ada, person, lobby, crowd):
    with pytest.raises(Forbidden, match="only operators"):
        say(ada, lobby, "@room")
    posted = say(person("root", is_staff=True), lobby, "@room", confirm=True)
    assert called(posted) == [(None, "room")]


def renew(message, body):
    mentions.renew(message, mentions.reworded(message.pk, body))


def test_an_edit_calls_those_who_were_not_called_before(ada, bob, eve, chess):
    groups.join(eve, chess)
    message = Message.objects.get(pk=say(ada, chess, "@bob @nobody").message_id)

    renew(message, "@bob and @eve, @room")
    message.save()

    posted = messages.Posted(chess.pk, message.seq, message.pk)
    assert called(posted) == [("bob", "bob"), ("eve", "eve")]
    assert payloads.message(message) == told(posted)
    renew(message, "nobody")
    assert (called(posted), message.html) == ([], "<p>nobody</p>")


def test_an_edit_keeps_what_was_said_to_all(ada, bob, chess):
    is_here(ada, bob)
    for crowd, row in (("@room", (None, "room")), ("@here", ("bob", "here"))):
        message = Message.objects.get(pk=say(ada, chess, f"{crowd} lunhc").message_id)
        posted = messages.Posted(chess.pk, message.seq, message.pk)
        renew(message, f"{crowd} lunch")
        assert called(posted) == [row]
        assert f'<span class="mention">{crowd}</span>' in message.html


def test_names_cost_three_questions_a_batch_and_plain_lines_none(
    ada, bob, lobby, chess, django_assert_num_queries
):
    def lines(body):
        return [messages.Line(lobby.pk, ada, uuid4(), f"{body} {n}") for n in range(30)]

    with django_assert_num_queries(0):
        mentions.prepare(lines("plain"))
    with django_assert_num_queries(3):
        mentions.prepare([*lines("@bob"), *lines("@ada"), *lines("plain")])


def test_a_payload_asks_for_nothing_more(ada, bob, chess, django_assert_num_queries):
    posted = say(ada, chess, "@BOB")
    message = Message.objects.told().get(pk=posted.message_id)
    with django_assert_num_queries(0):
        assert payloads.message(message)["mentions"]
