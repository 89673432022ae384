"""Answers, reactions, pins and saves, as a client says and hears them."""

import uuid

import pytest

from rooms import limits
from rooms.actions import groups, messages, pins, saves
from rooms.live import database
from rooms.models import Message

from ..conftest import crossing, layer_brings_all, layer_hears


@pytest.fixture
def said(chess, ada):
    return messages.post(ada, chess, "Shall we play?", uuid.uuid4()).message_id


@crossing
async def test_an_answer_and_the_message_that_it_answers(connect, ada, bob, eve, chess, said):
    his, hers, strangers = await connect(bob), await connect(ada), await connect(eve)

    ack = await his.asked(chess, "Yes", reply_to=said)
    posted = await hers.hear("message.posted", room=chess.pk)
    assert (posted["message"]["id"], posted["message"]["reply_to"]) == (ack["message"], said)

    refused = await strangers.asked(1, "Yes", reply_to=said)
    assert (refused["code"], refused["final"]) == ("not_found", True)
    refused = await his.asked(chess, "/help", reply_to=said)
    assert (refused["code"], refused["field"]) == ("bad_field", "reply_to")
    refused = await his.asked(chess, "Yes", reply_to=-1)
    assert (refused["code"], refused["field"]) == ("bad_field", "reply_to")

    for line, found in ((his, [said]), (strangers, [])):
        await line.say("message.list", messages=[said, 0, 10**9], id="q")
        answer = await line.hear("message.list", id="q")
        assert [one["id"] for one in answer["messages"]] == found
        assert answer["rest"] == []
    for ids in ([1] * (limits.PAGE_MESSAGES + 1), ["x"], None):
        await his.say("message.list", messages=ids, id="many")
        assert (await his.hear("error", id="many"))["code"] == "bad_field"


@crossing
async def test_what_finds_no_place_in_one_object_is_named(connect, ada, chess):
    def fill():
        ids = [messages.post(ada, chess, "x", uuid.uuid4()).message_id for _ in range(12)]
        Message.objects.filter(pk__in=ids).update(body="𝕬" * limits.ANSWER_CHARS)
        for pk in ids:
            pins.pin(ada, pk)
            saves.save(ada, pk)
        return ids

    ids = await database.write(fill)
    hers = await connect(ada)
    found, asked = [], ids
    while asked:
        await hers.say("message.list", messages=asked, id="q")
        answer = await hers.hear("message.list", id="q")
        found += [one["id"] for one in answer["messages"]]
        assert found
        asked = answer["rest"]
    assert found == ids

    await hers.say("room.pins", room=chess.pk, id="p")
    pinned = await hers.hear("room.pins", id="p")
    assert [one["id"] for one in pinned["messages"]] + pinned["rest"] == ids[::-1]
    assert pinned["rest"]

    found, more, before = [], True, {}
    while more:
        await hers.say("saved.list", id="s", **before)
        page = await hers.hear("saved.page", id="s")
        assert ("ids" in page) == (not before)
        found += [one["message"]["id"] for one in page["saved"]]
        more, before = page["more"], {"before": page["saved"][-1]["id"]}
    assert found == ids[::-1]


@crossing
async def test_a_reaction_is_answered_and_heard(connect, ada, bob, eve, chess, said):
    his, hers, strangers = await connect(bob), await connect(ada), await connect(eve)

    await his.say("reaction.add", message=said, emoji="❤", id="r")
    ack = await his.hear("ack", id="r")
    heard = await hers.hear("message.changed", room=chess.pk)
    assert (ack["seq"], ack["message"], "duplicate" in ack) == (heard["seq"], said, False)
    [reaction] = heard["message"]["reactions"]
    assert (reaction["emoji"], [one["name"] for one in reaction["by"]]) == ("❤️", ["Bob"])

    await his.say("reaction.add", message=said, emoji="❤️", id="r")
    assert (await his.hear("ack", id="r"))["duplicate"]
    await his.say("reaction.remove", message=said, emoji="❤️", id="r")
    await his.hear("ack", id="r")
    assert (await hers.hear("message.changed", room=chess.pk))["message"]["reactions"] == []
    for line, emoji, code in ((strangers, "❤️", "not_found"), (his, "no", "bad_field")):
        await line.say("reaction.add", message=said, emoji=emoji, id="r")
        assert (await line.hear("error", id="r"))["code"] == code
    for message in (0, -1, 2**70):
        await his.say("message.pin", message=message, id="r")
        assert (await his.hear("error", id="r"))["code"] == "not_found"


@crossing
async def test_pins_are_asked_for_and_heard(connect, ada, bob, eve, chess, said):
    his, strangers = await connect(bob), await connect(eve)

    await his.say("message.pin", message=said, id="p")
    ack = await his.hear("ack", id="p")
    changed = await his.hear("message.changed", seq=ack["seq"])
    assert changed["message"]["pinned"]["by"]["name"] == "Bob"
    await his.say("room.pins", room=chess.pk, id="p")
    listed = await his.hear("room.pins", id="p")
    assert listed["messages"] == [changed["message"]]

    await strangers.say("room.pins", room=chess.pk, id="p")
    assert (await strangers.hear("error", id="p"))["code"] == "forbidden"
    await strangers.say("message.unpin", message=said, id="p")
    assert (await strangers.hear("error", id="p"))["code"] == "not_found"


@crossing
async def test_what_is_saved_is_heard_on_all_own_connections(connect, ada, bob, chess, said):
    phone, desk, hers = await connect(bob), await connect(bob), await connect(ada)

    await phone.say("message.save", message=said, id="s")
    assert (await phone.hear("message.saved", id="s"))["saved"]
    heard = await desk.hear("message.saved", "saved.changed")
    if layer_hears() and layer_brings_all():
        assert heard["message"] == said
    await desk.say("saved.list", id="l")
    page = await desk.hear("saved.page", id="l")
    assert (page["ids"], page["more"]) == ([said], False)
    assert page["saved"][0]["message"]["body"] == "Shall we play?"

    await desk.say("message.unsave", message=said, id="u")
    assert not (await desk.hear("message.saved", id="u"))["saved"]
    await phone.hear("message.saved", "saved.changed")
    await desk.say("saved.list", id="l")
    assert (await desk.hear("saved.page", id="l"))["ids"] == []
    assert await hers.hears_nothing("message.saved", "saved.changed")


@crossing
async def test_who_missed_the_hint_is_told_to_ask_again(connect, ada, chess, said, monkeypatch):
    monkeypatch.setattr("rooms.wire.publish.saved", lambda *told: None)
    hers = await connect(ada)

    await database.write(saves.save, ada, said)

    await hers.hear("saved.changed")


@crossing
async def test_what_was_saved_in_a_room_that_one_left_is_not_listed(connect, bob, chess, said):
    await database.write(saves.save, bob, said)
    await database.write(groups.leave, bob, chess)
    his = await connect(bob)

    await his.say("saved.list", id="l")
    page = await his.hear("saved.page", id="l")
    assert (page["saved"], page["more"], page["ids"]) == ([], False, [said])
