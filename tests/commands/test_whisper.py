"""/whisper, typed in any room: two people hear it, in all their tabs, and nobody else."""

import uuid

import pytest

from ..conftest import crossing


@pytest.fixture
def gone(person):
    return person("gone", is_active=False)


@pytest.fixture
def robot(person):
    return person("robot", bot=True)


async def heard_by(line, body):
    return (await line.hear("message.posted"))["message"]["body"] == body


@crossing
async def test_the_two_hear_it_on_all_their_tabs_and_nobody_else(connect, ada, bob, eve, lobby):
    hers, his = [[await connect(one), await connect(one)] for one in (ada, bob)]
    strangers = [await connect(eve), await connect(eve)]

    ack = await hers[0].asked(lobby, "/whisper bob psst")

    assert ack["type"] == "ack"
    assert ack["room"] != lobby.pk
    for line in [*hers, *his]:
        added = (await line.hear("room.added"))["room"]
        assert (added["id"], added["kind"], added["members"]) == (ack["room"], "whisper", 2)
        assert await heard_by(line, "psst")
    for line in strangers:
        await line.hears_nothing()
        # Who has come is still told to everybody.
        assert {event["type"] for event in line.heard} <= {"people.changed"}


@crossing
async def test_both_whisper_in_the_same_room(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)

    first = await hers.asked(lobby, "/whisper bob psst")
    second = await his.asked(lobby, "/whisper ada what?")
    third = await his.asked(first["room"], "I said: what?")

    assert first["room"] == second["room"] == third["room"]
    assert [first["seq"], second["seq"], third["seq"]] == [1, 2, 3]


@crossing
async def test_who_is_away_finds_it_when_they_come_back(connect, ada, bob, lobby):
    hers = await connect(ada)
    ack = await hers.asked(lobby, "/whisper bob psst")

    his = await connect(bob)

    [room] = [room for room in his.welcome["rooms"] if room["id"] == ack["room"]]
    assert (room["head"], room["with"][0]["username"]) == (1, "ada")
    await his.say("room.history", room=ack["room"])
    [message] = (await his.hear("room.page"))["messages"]
    assert message["body"] == "psst"


@crossing
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("/whisper BOB psst", "psst"),
        ("/WHISPER @bob psst", "psst"),
        ("/whisper ｂｏｂ psst", "psst"),
        ('/whisper "bob"   psst', "psst"),
        ("/whisper\nbob\npsst", "psst"),
        ("/whisper bob /help", "/help"),
        ('/whisper bob "To be"', '"To be"'),
        ("/whisper bob one  two\n\n  three", "one  two\n\n  three"),
    ],
)
async def test_the_name_is_taken_in_any_form_and_the_words_as_they_are(
    connect, ada, bob, lobby, said, heard
):
    hers, his = await connect(ada), await connect(bob)

    await hers.post(lobby, said)

    assert await heard_by(his, heard)


@crossing
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/whisper ada hi", "You can't whisper to yourself"),
        ("/whisper bbo hi", "There is nobody called bbo. Did you mean bob?"),
        ("/whisper zyxw hi", "There is nobody called zyxw."),
        ("/whisper gone hi", "gone can't be reached"),
        ("/whisper robot hi", "robot doesn't hear whispers"),
        ("/whisper bob", "This is how it is used: /whisper <user> <message...>"),
        ("/whisper", "This is how it is used: /whisper <user> <message...>"),
        ('/whisper "bob hi', 'There is nobody called "bob. Did you mean bob?'),
    ],
)
async def test_what_can_t_be_is_told_to_the_one_who_typed(
    connect, ada, bob, gone, robot, lobby, said, told
):
    hers, his = await connect(ada), await connect(bob)

    refused = await hers.asked(lobby, said)

    assert (refused["type"], refused["final"]) == ("error", True)
    assert told in refused["text"]
    assert await his.hears_nothing("message.posted", "room.added", "error")


@crossing
async def test_a_whisper_sent_twice_is_said_once(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    client_id = str(uuid.uuid4())

    first = await hers.asked(lobby, "/whisper bob psst", client_id=client_id)
    again = await hers.asked(lobby, "/whisper bob psst", client_id=client_id)
    other = await hers.asked(lobby, "/whisper bob other words", client_id=client_id)

    assert (again["seq"], again["duplicate"]) == (first["seq"], True)
    assert other["code"] == "id_reused"
    assert await heard_by(his, "psst")
    assert await his.hears_nothing("message.posted")


@crossing
async def test_two_first_whispers_at_once_meet_in_one_room(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)

    from_her, from_him = (
        await hers.post(lobby, "/whisper bob a"),
        await his.post(lobby, "/whisper ada b"),
    )

    acks = [await hers.answer(from_her), await his.answer(from_him)]
    assert acks[0]["room"] == acks[1]["room"]
    assert {ack["seq"] for ack in acks} == {1, 2}


@crossing
async def test_a_stranger_neither_reads_nor_writes_where_two_whisper(connect, ada, bob, eve, lobby):
    hers, theirs = await connect(ada), await connect(eve)
    room = (await hers.asked(lobby, "/whisper bob psst"))["room"]

    answers = [await theirs.asked(room, said) for said in ("Hi", "/group member", "/group leave")]
    for kind in ("room.history", "room.sync", "people.list"):
        await theirs.say(kind, room=room, id=kind)
        answers.append(await theirs.hear("error", id=kind))

    assert {answer["code"] for answer in answers} == {"not_found"}
    assert await heard_by(hers, "psst")
    assert await hers.hears_nothing("message.posted", "member.left")
