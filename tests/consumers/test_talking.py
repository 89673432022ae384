import uuid

from ..conftest import crossing


@crossing
async def test_what_one_says_the_other_hears(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)

    ack = await hers.asked(lobby, "Hello")

    for line in (hers, his):
        heard = await line.hear("message.posted")
        assert heard["message"]["body"] == "Hello"
        assert heard["message"]["author"]["username"] == "ada"
        assert heard["seq"] == ack["seq"] == 1


@crossing
async def test_a_line_sent_twice_is_said_once(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    client_id = str(uuid.uuid4())

    first = await hers.asked(lobby, "Hello", client_id=client_id)
    again = await hers.asked(lobby, "Hello", client_id=client_id)

    assert again["duplicate"] is True
    assert (again["seq"], again["message"]) == (first["seq"], first["message"])
    await his.hear("message.posted")
    assert await his.hears_nothing("message.posted")


@crossing
async def test_a_whisper_reaches_only_the_two(connect, ada, bob, eve, lobby):
    lines = [await connect(person) for person in (ada, bob, eve)]

    await lines[0].post(lobby, "/whisper bob psst")

    for line in lines[:2]:
        assert (await line.hear("message.posted"))["message"]["body"] == "psst"
    assert await lines[2].hears_nothing("message.posted", "room.added")


@crossing
async def test_a_group_is_made_joined_and_left(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)

    assert "you own it" in (await hers.asked(lobby, "/group create Chess club"))["text"]
    room = (await hers.hear("room.added"))["room"]
    assert (room["name"], room["role"], room["head"]) == ("Chess club", "owner", 0)
    assert (await hers.hear("member.joined"))["user"]["username"] == "ada"

    await his.asked(lobby, "/group join chess CLUB")
    assert (await his.hear("room.added"))["room"]["id"] == room["id"]
    assert (await his.hear("member.joined"))["user"]["username"] == "bob"
    assert (await hers.hear("member.joined"))["user"]["username"] == "bob"

    await his.asked(room["id"], "/group leave")
    assert (await his.hear("member.left"))["user"]["username"] == "bob"
    assert (await his.hear("room.removed"))["room"] == room["id"]
    await hers.asked(room["id"], "Is anybody here?")
    assert await his.hears_nothing("message.posted")
