"""Whoever is called stands everywhere under the name that they have now."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.actions import corrections, groups, messages
from rooms.commands import Call, catchup, unread
from rooms.models import Message
from rooms.wire import history, payloads

from ..admin.conftest import WHY, page

pytestmark = pytest.mark.django_db
SAID = "Well, @BOB? And @bob.dan"
READS = "Well, @robert? And @bob.dan"


def say(author, room, body):
    return messages.post(author, room, body, uuid.uuid4()).message_id


def rename(user, username):
    user.username = username
    user.save()


@pytest.fixture
def said(ada, bob, chess, person):
    """What ada said in the group before bob was called robert."""
    person("bob.dan")
    pk = say(ada, chess, SAID)
    rename(bob, "robert")
    return pk


def told(pk):
    return payloads.message(Message.objects.told().get(pk=pk))


def bodies(pk, reader):
    [event] = history.versions(reader, pk)
    return [one["body"] for one in event.versions]


def questions(read):
    with CaptureQueriesContext(connection) as asked:
        read()
    return len(asked)


def test_names_that_stay_are_left_alone_though_they_begin_like_others(said, bob):
    assert told(said)["body"] == READS
    assert f'data-user="{bob.pk}">@robert</span>' in told(said)["html"]


@pytest.mark.parametrize("read", [unread.why, catchup.catchup])
def test_commands_show_it(said, bob, lobby, read):
    assert READS in read(Call(bob, lobby.pk, uuid.uuid4(), ""))


def test_catching_up_on_a_page_shows_it(said, bob, client):
    client.force_login(bob)
    assert READS in client.get("/catchup/?span=day").content.decode()


def test_operators_are_shown_it(said, chess, person, client):
    client.force_login(person("olga", is_staff=True))
    shown = client.post(page("group", chess, "messages"), {"reason": WHY}, follow=True)
    assert READS in shown.content.decode()


def test_a_wording_differs_from_the_next_by_what_was_edited_alone(said, ada, bob):
    corrections.edit(ada, said, f"{READS}!")
    rename(bob, "rob")
    assert bodies(said, ada) == ["Well, @rob? And @bob.dan", "Well, @rob? And @bob.dan!"]
    corrections.edit(ada, said, "Well, @bob.dan")
    rename(bob, "bert")
    assert bodies(said, ada)[1:] == ["Well, @rob? And @bob.dan!", "Well, @bob.dan"]


def test_to_save_the_words_as_they_read_changes_nothing(said, ada):
    assert corrections.edit(ada, said, READS).known
    assert corrections.edit(ada, said, SAID).known
    assert bodies(said, ada) == [READS]


def test_many_messages_take_no_more_questions_than_one(said, ada, bob, lobby, person):
    call = Call(bob, lobby.pk, uuid.uuid4(), "")
    say(ada, lobby, "Well, @robert?")
    few = questions(lambda: catchup.catchup(call))
    for number in range(5):
        say(ada, lobby, f"Well, @robert and @{person(f'p{number}').username}?")
    rename(bob, "bert")
    assert questions(lambda: catchup.catchup(call)) == few


def test_many_rooms_take_no_more_questions_than_one(said, ada, bob, lobby):
    call = Call(bob, lobby.pk, uuid.uuid4(), "")
    one = questions(lambda: unread.why(call))
    for number in range(4):
        group = groups.create(ada, f"Tea {number}")
        groups.join(bob, group)
        say(ada, group, "@robert, tea")
    assert unread.why(call).count("\n") == 4
    assert questions(lambda: unread.why(call)) == one
