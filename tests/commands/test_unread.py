"""/unread: each badge explained."""

import uuid
from types import SimpleNamespace

import pytest

from rooms.actions import groups, messages, whispers
from rooms.commands import Call, catchup, unread
from rooms.live import database
from rooms.models import Message

from ..conftest import crossing
from .typed import refused, told


@crossing
async def test_each_badge_is_explained(connect, ada, bob, lobby, chess):
    line = await connect(bob)
    assert await told(line, lobby, "/unread why") == "You have read everything."

    await database.write(messages.post, ada, chess, "Knight\n\nto f3", uuid.uuid4())
    await database.write(messages.post, ada, chess, "x" * 80, uuid.uuid4())
    await database.write(whispers.send, ada, bob, "psst", uuid.uuid4())
    assert (await told(line, lobby, "/unread why")).split("\n") == [
        "Chess: 2 unread. You have read up to number 2; ada went on at 3: Knight to f3",
        "Ada: 1 unread. You have read up to number 0; ada went on at 1: psst",
    ]
    await line.say("room.read", room=chess.pk, seq=3, id="r")
    await line.hear("room.marked", id="r")
    first, _ = (await told(line, lobby, "/unread why")).split("\n")
    assert first.endswith(f"at 4: {'x' * 60}…")
    assert "/unread why" in await refused(line, lobby, "/unread")


@crossing
async def test_catching_up_tells_what_was_missed_and_where(connect, ada, bob, lobby, chess):
    line = await connect(bob)
    assert (await told(line, lobby, "/catchup")).startswith("Nothing")

    posted = await database.write(messages.post, ada, chess, "Who plays?", uuid.uuid4())
    title, found = (await told(line, lobby, "/catchup")).split("\n")
    assert title == "Questions that nobody took up:"
    assert found == f"ada in Chess, /m/{posted.message_id}: Who plays?"


@pytest.mark.django_db
def test_what_is_read_meanwhile_is_unread_no_more(ada, bob, lobby, chess, monkeypatch):
    messages.post(ada, chess, "Knight to f3", uuid.uuid4())
    monkeypatch.setattr(unread, "unread", SimpleNamespace(news=lambda user: Message.objects.none()))

    assert unread.why(Call(bob, lobby.pk, uuid.uuid4(), "")) == "You have read everything."


@pytest.mark.django_db
def test_who_comes_in_meanwhile_is_told_of_that_room_too(ada, eve, lobby, chess, monkeypatch):
    messages.post(ada, chess, "Who plays?", uuid.uuid4())
    since = catchup.findings.since

    def late(user, moment):
        groups.join(eve, chess)
        return since(user, moment)

    monkeypatch.setattr(catchup.findings, "since", late)
    told = catchup.catchup(Call(eve, lobby.pk, uuid.uuid4(), ""))
    assert "ada in Chess" in told
