import asyncio
import time
import uuid

import pytest

from rooms import limits
from rooms.actions import answers, groups
from rooms.actions.messages import Line
from rooms.assistant import answer as answering
from rooms.assistant import client
from rooms.live import database, process
from rooms.models import Room
from rooms.wire import publish

from ..conftest import crossing, layer_hears
from ..text.test_markdown import harmless
from .waiting import ended, saved
from .ways import SECRET


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
        assert (begun["kind"], begun["author"]["bot"]) == ("answer", True)
        # What is read from the log is told as it is by then.
        if layer_hears():
            assert (begun["body"], begun["answer"]) == ("", {"state": "writing"})
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
    assert len(pieces) > 1 or not layer_hears()
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
async def test_its_pieces_come_behind_all_that_was_told(connect, ada, lobby, monkeypatch):
    """Also where the server drains by then, which is no running one any more."""
    line = await connect(ada)
    server = await process.start()
    question = Line(lobby.pk, ada, uuid.uuid4(), "What is new?")
    asked = await database.write(answers.begin, question, server.id)
    await line.hear("message.posted", seq=2)
    said = await line.asked(lobby, "Meanwhile")
    await line.hear("message.posted", seq=said["seq"])
    heads = []
    monkeypatch.setattr(publish, "passing", lambda room_id, head, *_: heads.append(head))
    draft = answering.Draft(asked.answer, server.feeds)
    await process.drain()

    draft.add("Not much")
    draft._tell()

    assert heads == [said["seq"]] == [3]
