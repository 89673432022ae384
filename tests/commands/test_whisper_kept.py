"""/whisper, sent again, sent too late, or almost typed."""

import uuid

import pytest
from django.db import OperationalError

from rooms import limits
from rooms.actions import numbers
from rooms.live import database
from rooms.models import User

from ..conftest import crossing


@crossing
async def test_one_that_is_kept_is_acknowledged_again_whatever_became_of_its_reader(
    connect, ada, bob, lobby
):
    hers, client_id = await connect(ada), str(uuid.uuid4())
    first = await hers.asked(lobby, "/whisper bob psst", client_id=client_id)

    def change():
        User.objects.filter(pk=bob.pk).update(
            is_active=False, username="robert", username_key="robert"
        )

    await database.write(change)
    again = await hers.asked(lobby, "/whisper bob psst", client_id=client_id)

    assert (again["type"], again["duplicate"]) == ("ack", True)
    assert (again["room"], again["seq"]) == (first["room"], first["seq"])


@crossing
async def test_an_id_stands_for_one_line_as_it_was_typed(connect, ada, bob, eve, lobby):
    hers, client_id = await connect(ada), str(uuid.uuid4())
    ack = await hers.asked(lobby, "/whisper bob psst", client_id=client_id)

    for room, said in (
        (ack["room"], "psst"),
        (lobby, "/whisper bob what?"),
        (lobby, "/whisper eve psst"),
        (lobby, "/group create Chess"),
    ):
        answer = await hers.asked(room, said, client_id=client_id)
        assert (answer["type"], answer["code"]) == ("error", "id_reused"), said


@crossing
async def test_its_author_hears_of_it_before_they_hear_it(connect, ada, bob, lobby):
    hers = await connect(ada)

    for _ in range(5):
        await hers.post(lobby, "/whisper bob psst")
        first = await hers.hear("ack", "message.posted", "room.added")
        assert first["type"] == "ack"
        await hers.hear("message.posted")
        hers.heard.clear()


@crossing
async def test_who_was_deactivated_is_not_whispered_to_in_the_room_either(connect, ada, bob, lobby):
    hers = await connect(ada)
    room = (await hers.asked(lobby, "/whisper bob psst"))["room"]
    await database.write(lambda: User.objects.filter(pk=bob.pk).update(is_active=False))

    refused = await hers.asked(room, "Are you there?")

    assert (refused["code"], refused["final"]) == ("forbidden", True)
    assert refused["text"] == "bob can't be reached: the account has been deactivated."


@crossing
@pytest.mark.parametrize(
    "typed",
    [" /whisper", "\xa0/Whisper", "\n/whisper", "／whisper", "\u200b/whisper", "\u200f/whisper"],
)
async def test_a_stray_sign_makes_none_public(connect, ada, bob, lobby, typed):
    hers, his = await connect(ada), await connect(bob)

    answer = await hers.asked(lobby, f"{typed} bob psst")

    assert (answer["type"], answer["final"]) == ("error", True)
    assert await his.hears_nothing("message.posted")


@crossing
async def test_while_the_database_is_away_it_is_to_be_sent_again(
    connect, ada, bob, lobby, monkeypatch
):
    hers, client_id = await connect(ada), str(uuid.uuid4())

    def fail(*_, **__):
        raise OperationalError("the database is locked")

    for said in ("/whisper bob psst", "/chatgpt What is new?", "/group create Chess"):
        with monkeypatch.context() as patch:
            patch.setattr(numbers, "writing", fail)
            answer = await hers.asked(lobby, said)
        assert (answer["code"], answer["final"]) == ("retry", False), said
        assert answer["retry_ms"] > 0
        hers = await connect(ada)
    assert (await hers.asked(lobby, "/whisper bob psst", client_id=client_id))["type"] == "ack"


@crossing
async def test_many_that_were_not_sent_hold_nothing_up(connect, ada, bob, lobby):
    hers = await connect(ada)

    for _ in range(limits.UNFINISHED_REQUESTS + 4):
        assert (await hers.asked(lobby, " /whisper bob psst"))["code"] == "bad_field"

    assert (await hers.asked(lobby, "Hello"))["type"] == "ack"
