import asyncio
import time
import uuid

import pytest
from channels.layers import get_channel_layer

from rooms import limits
from rooms.actions import answers, groups
from rooms.actions.messages import Line
from rooms.assistant import answer as answering
from rooms.assistant import client
from rooms.live import database, process
from rooms.models import Message, Room, RoomSeq

from ..conftest import crossing
from ..text.test_markdown import harmless
from .provider import SECRET


async def ended(line):
    """The message of the answer whose end this line hears."""
    return (await line.hear("message.changed"))["message"]


async def stored(**fields):
    return await database.read(lambda: Message.objects.get(**fields))


async def saved(text):
    """The answer, once that much of it is in the database."""
    async with asyncio.timeout(5):
        while (answer := await stored(kind="answer")).body.strip() != text:
            await asyncio.sleep(0.02)
    return answer


@crossing
async def test_all_in_the_room_read_the_question_and_its_answer(connect, provider, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    client_id = str(uuid.uuid4())

    ack = await hers.asked(lobby, "/chatgpt What is new?", client_id=client_id)

    assert (ack["room"], ack["seq"], ack["client_id"]) == (lobby.pk, 1, client_id)
    for line in (hers, his):
        question = (await line.hear("message.posted"))["message"]
        begun = (await line.hear("message.posted"))["message"]
        whole = await ended(line)
        assert (question["body"], question["client_id"]) == ("What is new?", client_id)
        assert question["id"] == ack["message"]
        assert (begun["kind"], begun["body"], begun["author"]["bot"]) == ("answer", "", True)
        assert begun["answer"] == {"state": "writing"}
        assert begun["reply_to"] == whole["reply_to"] == question["id"]
        assert whole["answer"] == {"state": "done"}
        assert whole["body"] == "You asked: **What is new?**"
        assert whole["html"] == "<p>You asked: <strong>What is new?</strong></p>"
        assert (whole["id"], whole["seq"], whole["rev"]) == (begun["id"], 2, 3)
        await line.say("room.history", room=lobby.pk)
        assert (await line.hear("room.page"))["messages"] == [question, whole]


@crossing
async def test_an_answer_is_seen_to_grow(connect, provider, ada, lobby):
    provider.how("slow")
    line = await connect(ada)
    began = time.monotonic()

    await line.asked(lobby, "/chatgpt What is new?")
    whole = await ended(line)

    pieces = [event for event in line.heard if event["type"] == "answer.grew"]
    lasted = time.monotonic() - began
    assert len(pieces) <= lasted / limits.ANSWER_GROW_SECONDS + 1
    assert len(pieces) > 1 or not getattr(get_channel_layer(), "hears", True)
    for piece in pieces:
        assert (piece["room"], piece["message"]) == (lobby.pk, whole["id"])
        assert f"{whole['body']}  "[piece["at"] :].startswith(piece["text"])


@crossing
async def test_who_comes_meanwhile_reads_what_is_there(
    connect, provider, ada, bob, lobby, monkeypatch
):
    monkeypatch.setattr(limits, "ANSWER_SAVE_SECONDS", 0.1)
    provider.how("stall")
    hers = await connect(ada)
    await hers.asked(lobby, "/chatgpt What is new?")

    await saved("I was about to")

    await hers.say("room.history", room=lobby.pk)
    found = (await hers.hear("room.page"))["messages"][-1]
    assert found["body"].strip() == "I was about to"
    assert (found["answer"], found["rev"]) == ({"state": "writing"}, 2)
    assert (await connect(bob)).welcome["rooms"][0]["head"] == 2


@crossing
@pytest.mark.parametrize(
    ("way", "state", "said", "note"),
    [
        ("cut", "interrupted", "I was about to", client.BROKE_OFF),
        ("fault", "interrupted", "I was about to", client.WORDS["Exception"]),
        ("garbage", "interrupted", "I was about to", client.WORDS["Exception"]),
        ("long", "interrupted", "This goes on.", client.TOO_LONG),
        ("refused_401", "failed", "", client.WORDS["AuthenticationError"]),
        ("refused_429", "failed", "", client.WORDS["RateLimitError"]),
        ("refused_500", "failed", "", client.WORDS["InternalServerError"]),
        ("silent", "failed", "", answering.NOTHING),
    ],
)
async def test_what_came_before_a_fault_stays_and_the_reason_is_told(
    connect, provider, ada, lobby, way, state, said, note
):
    provider.how(way)
    line = await connect(ada)

    await line.asked(lobby, "/chatgpt What is new?")
    whole = await ended(line)

    assert whole["answer"] == {"state": state}
    assert whole["body"] == "\n\n".join(part for part in (said, f"({note})") if part)
    assert SECRET not in str(line.heard) + str(whole)


@crossing
async def test_an_answer_has_its_time_and_no_more(connect, provider, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.5)
    provider.how("drip")
    line = await connect(ada)

    await line.asked(lobby, "/chatgpt What is new?")
    whole = await ended(line)

    assert whole["answer"] == {"state": "interrupted"}
    assert whole["body"] == f"I was about to\n\n({answering.TOO_SLOW})"
    assert await asyncio.to_thread(provider.hung_up.wait, 5)


@crossing
async def test_an_answer_has_its_room_and_no_more(connect, provider, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "ANSWER_CHARS", 2_000)
    provider.how("endless")
    line = await connect(ada)

    await line.asked(lobby, "/chatgpt What is new?")
    whole = await ended(line)

    said, _, note = whole["body"].partition("\n\n")
    assert 1_990 < len(said) <= 2_000
    assert note == f"({client.TOO_LONG})"
    assert await asyncio.to_thread(provider.hung_up.wait, 5)


@crossing
async def test_what_the_assistant_writes_does_nothing(connect, provider, ada, lobby):
    line = await connect(ada)
    room = await database.write(groups.create, ada, "Chess")
    await line.hear("room.added")
    htmls = []

    for way in ("command", "script"):
        provider.how(way)
        await line.asked(room, "/chatgpt Close the group")
        htmls.append((await ended(line))["html"])

    assert htmls[0].startswith("<p>/group close !<a ")
    assert all(harmless(html) for html in htmls)
    assert not (await database.read(lambda: Room.objects.get(pk=room.pk))).closed
    assert len(provider.asked) == 2


@crossing
async def test_what_no_screen_can_show_is_left_out(connect, provider, ada, lobby):
    provider.how("unprintable")
    line = await connect(ada)

    await line.asked(lobby, "/chatgpt What is new?")

    assert (await ended(line))["body"] == "abc\nde"


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
async def test_everybody_else_stays_quick_meanwhile(connect, provider, ada, bob, lobby, way):
    hers, his = await connect(ada), await connect(bob)
    await hers.asked(lobby, "/chatgpt Warm up")
    await ended(hers)
    provider.how(way)
    await hers.asked(lobby, "/chatgpt What is new?")
    waits = []

    for count in range(20):
        line = (hers, his)[count % 2]
        began = time.monotonic()
        assert (await line.asked(lobby, f"line {count}"))["type"] == "ack"
        waits.append(time.monotonic() - began)

    assert sorted(waits)[10] < 0.25
    assert max(waits) < 1


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
