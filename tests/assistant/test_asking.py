import time
import uuid
from statistics import median

import pytest

from rooms import limits
from rooms.actions import answers
from rooms.actions.messages import Line
from rooms.live import database, process
from rooms.models import RoomSeq

from ..conftest import crossing
from .waiting import ended, saved, stored


@crossing
async def test_without_a_provider_the_asker_alone_hears_which_setting_is_missing(
    connect, settings, ada, bob, lobby
):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    hers, his = await connect(ada), await connect(bob)

    refused = await hers.asked(lobby, "/chatgpt What is new?")

    assert (refused["type"], refused["final"]) == ("error", True)
    assert "OPENAI_API_KEY" in refused["text"]
    assert await his.hears_nothing("message.posted", "notice", "error")
    assert (await database.read(lambda: RoomSeq.objects.get(room=lobby))).last_seq == 0


@crossing
async def test_a_question_sent_again_asks_nobody_again(connect, provider, settings, ada, lobby):
    line = await connect(ada)
    client_id = str(uuid.uuid4())
    first = await line.asked(lobby, "/chatgpt What is new?", client_id=client_id)
    meanwhile = await line.asked(lobby, "/chatgpt What is new?", client_id=client_id)
    await ended(line)
    settings.OPENAI_BASE_URL = ""

    later = await line.asked(lobby, "/chatgpt What is new?", client_id=client_id)

    for again in (meanwhile, later):
        assert (again["seq"], again["message"]) == (first["seq"], first["message"])
        assert again["duplicate"] is True
    assert await line.hears_nothing("message.changed")
    assert len(provider.asked) == 1


@crossing
async def test_each_has_one_answer_at_a_time(connect, provider, ada, bob, lobby):
    provider.how("stall")
    hers, his = await connect(ada), await connect(bob)
    await hers.asked(lobby, "/chatgpt What is new?")

    refused = await hers.asked(lobby, "/chatgpt And this?")
    ack = await his.asked(lobby, "/chatgpt And this?")

    assert (refused["text"], refused["final"]) == (answers.STILL_WRITING, True)
    assert ack["type"] == "ack"


@crossing
@pytest.mark.parametrize("way", ["mute", "stall", "endless"])
async def test_everybody_else_stays_quick_meanwhile(connect, answers_in, ada, bob, lobby, way):
    lines = await connect(ada), await connect(bob)
    await lines[0].asked(lobby, "/chatgpt Warm up")
    await ended(lines[0])
    before = await seconds_to_say(lines, lobby)
    answers_in(way)
    await lines[0].asked(lobby, "/chatgpt What is new?")

    assert await seconds_to_say(lines, lobby) < 10 * before


async def seconds_to_say(lines, room):
    """How long a line takes to be acknowledged, the middle one of some."""
    waits = []
    for count in range(20):
        began = time.monotonic()
        assert (await lines[count % 2].asked(room, f"line {count}"))["type"] == "ack"
        waits.append(time.monotonic() - began)
    return median(waits)


@crossing
async def test_a_server_that_stops_ends_what_it_writes(connect, provider, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "ANSWER_SAVE_SECONDS", 0.1)
    provider.how("stall")
    line = await connect(ada)
    await line.asked(lobby, "/chatgpt What is new?")
    await saved("I was about to")

    await process.drain()

    answer = await stored(kind="answer")
    assert answer.answer_state == "interrupted"
    assert answer.body == f"I was about to\n\n({answers.INTERRUPTED})"


@crossing
async def test_what_a_killed_server_left_is_interrupted_at_the_next_start(
    connect, ada, lobby, monkeypatch
):
    question = Line(lobby.pk, ada, uuid.uuid4(), "What is new?")
    asked = await database.write(answers.begin, question, uuid.uuid4())
    await database.write(answers.save, asked.answer.pk, "I was about to")

    line = await connect(ada)
    head = line.welcome["rooms"][0]["head"]
    if head == 2:
        await line.hear("message.changed")

    answer = await stored(kind="answer")
    assert (answer.answer_state, answer.rev) == ("interrupted", 3)


@crossing
async def test_an_answer_of_which_the_database_could_not_tell_is_interrupted(
    connect, provider, ada, lobby, monkeypatch
):
    """It was kept, and the word of that was lost: who wants to write it knows nothing of it."""
    monkeypatch.setattr(limits, "LEASE_RENEW_SECONDS", 0.1)
    line = await connect(ada)
    question = Line(lobby.pk, ada, uuid.uuid4(), "What is new?")
    await database.write(answers.begin, question, (await process.start()).id)

    lost = await ended(line)
    provider.how("slow")
    await line.asked(lobby, "/chatgpt And this?")
    written = await ended(line)

    assert [one["answer"]["state"] for one in (lost, written)] == ["interrupted", "done"]


@crossing
async def test_an_answer_in_a_whisper_stays_between_the_two(
    connect, provider, ada, bob, eve, lobby
):
    lines = [await connect(person) for person in (ada, bob, eve)]
    room = (await lines[0].asked(lobby, "/whisper bob psst"))["room"]

    await lines[0].asked(room, "/chatgpt What is new?")

    for line in lines[:2]:
        assert (await ended(line))["room"] == room
    assert await lines[2].hears_nothing("message.posted", "message.changed", "answer.grew")
    [asked] = provider.asked
    assert "psst" not in str(asked)
