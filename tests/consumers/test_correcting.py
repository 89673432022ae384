"""Putting right, over the socket: acknowledged, told to those who may read it, and to no others."""

import uuid

from django.utils import timezone

from rooms import limits
from rooms.actions import answers, corrections, groups, messages
from rooms.errors import NoMessage
from rooms.live import database
from rooms.models import Version

from ..conftest import crossing


async def said(author, room, body="Hello"):
    return await database.write(messages.post, author, room, body, uuid.uuid4())


@crossing
async def test_an_edit_a_deletion_and_a_restoration_are_acked_and_heard(connect, ada, bob, lobby):
    his, hers = await connect(bob), await connect(ada)
    posted = await said(bob, lobby)
    deeds = [
        ("message.edit", {"body": "//Hello\r\nagain "}, "/Hello\nagain"),
        ("message.delete", {"reason": "A slip"}, ""),
        ("message.restore", {}, "/Hello\nagain"),
    ]

    for rev, (type, more, body) in enumerate(deeds, posted.seq + 1):
        await his.say(type, message=posted.message_id, id=type, **more)
        ack = await his.hear("ack", id=type)
        assert (ack["room"], ack["seq"], ack["message"]) == (lobby.pk, rev, posted.message_id)
        for line in (his, hers):
            heard = await line.hear("message.changed", seq=rev)
            assert (heard["message"]["body"], heard["message"]["rev"]) == (body, rev)
        deletion = heard["message"]["deleted"]
        assert (deletion and deletion["reason"]) == more.get("reason")
    order = [event["type"] for event in his.in_order if event.get("seq", 0) > posted.seq]
    assert order == ["ack", "message.changed"] * 3
    await his.say("message.restore", message=posted.message_id, id="again")
    ack = await his.hear("ack", id="again")
    assert (ack["seq"], ack["duplicate"]) == (rev, True)
    assert await hers.hears_nothing("message.changed")


@crossing
async def test_what_can_not_be_is_refused_in_a_sentence(connect, bob, lobby):
    line = await connect(bob)
    posted = await said(bob, lobby)
    refused = [
        ({"body": "/help"}, "bad_field", "body"),
        ({"body": " /whisper ada psst"}, "bad_field", "body"),
        ({"body": "  "}, "bad_field", "body"),
        ({"body": "x" * (limits.MESSAGE_CHARS + 1)}, "too_large", "body"),
        ({"body": "x", "reason": "r" * (limits.REASON_CHARS + 1)}, "bad_field", "reason"),
        ({"body": "x", "message": 0}, "not_found", None),
        ({"body": "x", "message": 2**63}, "not_found", None),
        ({"body": "x", "message": 10**9}, "not_found", None),
        ({"body": "x", "message": "1"}, "bad_field", "message"),
    ]

    for place, (more, code, field) in enumerate(refused):
        await line.say("message.edit", id=str(place), **{"message": posted.message_id} | more)
        error = await line.hear("error", id=str(place))
        assert (error["code"], error.get("field"), error["final"]) == (code, field, True), more
    assert await line.hears_nothing("message.changed")


@crossing
async def test_who_may_not_read_a_message_can_not_tell_whether_it_is_there(connect, ada, eve):
    chess = await database.write(groups.create, ada, "Chess")
    posted = await said(ada, chess)
    line, texts = await connect(eve), set()

    for message in (posted.message_id, 10**9, 0):
        for type in ("edit", "delete", "restore", "versions"):
            more = {"body": "x"} if type == "edit" else {}
            await line.say(f"message.{type}", message=message, id="q", **more)
            error = await line.hear("error", id="q")
            texts.add((error["code"], error["text"]))

    assert texts == {("not_found", NoMessage.text)}


@crossing
async def test_two_edits_at_once_are_both_kept(connect, bob, lobby):
    lines = [await connect(bob) for _ in range(2)]
    posted = await said(bob, lobby)
    bodies = [f"wording {number}" for number in range(4)]

    for place, body in enumerate(bodies):
        await lines[place % 2].say("message.edit", message=posted.message_id, body=body, id=body)
    acks = [await lines[place % 2].hear("ack", id=body) for place, body in enumerate(bodies)]

    await lines[0].say("message.versions", message=posted.message_id, id="v")
    told = await lines[0].hear("message.versions", id="v")
    in_order = [body for _, body in sorted(zip([ack["seq"] for ack in acks], bodies, strict=True))]
    assert [one["body"] for one in told["versions"]] == ["Hello", *in_order]
    assert [one["n"] for one in told["versions"]] == [1, 2, 3, 4, 5]
    assert not told["more"]


@crossing
async def test_a_long_story_comes_in_several_frames(connect, bob, ada, lobby):
    posted = await said(bob, lobby, "0")
    rows = [
        {"n": n + 1, "body": str(n) + "€" * 3_990, "editor": bob, "message_id": posted.message_id}
        for n in range(limits.MESSAGE_EDITS)
    ]
    at = timezone.now()
    await database.write(Version.objects.bulk_create, [Version(at=at, **row) for row in rows])
    line, found, more = await connect(ada), [], True

    await line.say("message.versions", message=posted.message_id, id="v")
    while more:
        told = await line.hear("message.versions", id="v")
        found, more = found + told["versions"], told["more"]

    assert [one["n"] for one in found] == list(range(1, limits.MESSAGE_EDITS + 2))
    assert found[-1]["body"] == "0"


@crossing
async def test_what_was_deleted_shows_no_earlier_words(connect, ada, bob, lobby):
    posted = await said(bob, lobby, "a secret")
    await database.write(corrections.edit, bob, posted.message_id, "nothing")
    line = await connect(bob)
    await line.say("message.delete", message=posted.message_id, id="d")
    await line.hear("ack", id="d")

    for reader in (line, await connect(ada)):
        await reader.say("message.versions", message=posted.message_id, id="v")
        error = await reader.hear("error", id="v")
        assert error["code"] == "forbidden"
        assert "secret" not in str(reader.in_order)


@crossing
async def test_too_many_corrections_wait_a_moment(connect, bob, lobby, monkeypatch):
    monkeypatch.setitem(limits.BUCKETS, "message", (0.1, 1))
    line = await connect(bob)
    posted = await said(bob, lobby)

    for place in range(2):
        await line.say("message.edit", message=posted.message_id, body=f"{place}", id=f"{place}")

    await line.hear("ack", id="0")
    refused = await line.hear("error", id="1")
    assert (refused["code"], refused["final"]) == ("rate_limited", False)
    assert refused["retry_ms"] > 0


@crossing
async def test_an_answer_that_is_deleted_while_it_is_written_stays_so(connect, bob, lobby):
    line = await connect(bob)
    asked = messages.Line(lobby.pk, bob, uuid.uuid4(), "What is new?")
    answer = (await database.write(answers.begin, asked, uuid.uuid4())).answer

    await line.say("message.delete", message=answer.pk, id="d")
    await line.hear("ack", id="d")

    assert not await database.write(answers.finish, answer.pk, "Not much.", "done")
    heard = await line.hear("message.changed")
    assert heard["message"]["deleted"]
    assert heard["message"]["answer"] == {"state": "interrupted"}
