"""/group, typed by people: what they are told, and what becomes of the group."""

import asyncio

import pytest

from rooms import limits
from rooms.live import database

from ..conftest import crossing
from .typed import groups, made, refused, told


@crossing
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("/group create Chess", "Chess"),
        ("/GROUP Create Chess club", "Chess club"),
        ('/group create "Chess club"', "Chess club"),
        ("/group create   Chess    club ", "Chess club"),
        ("/group create Chess\nclub", "Chess club"),
        ('/group create The "best" club', 'The "best" club'),
        ("/group create /help", "/help"),
        ("/group create Ｃｈｅｓｓ", "Ｃｈｅｓｓ"),
        ("/group create Шахматы 王", "Шахматы 王"),
        ("/group create " + "x" * limits.GROUP_NAME_CHARS, "x" * limits.GROUP_NAME_CHARS),
    ],
)
async def test_a_name_takes_the_rest_of_the_line(connect, ada, bob, lobby, said, name):
    hers, his = await connect(ada), await connect(bob)

    assert (await told(hers, lobby, said)).startswith(f"{name} is there, and you own it.")

    added = (await hers.hear("room.added"))["room"]
    assert (added["name"], added["role"], added["members"]) == (name, "owner", 1)
    assert await his.hears_nothing("room.added", "notice", "message.posted")


@crossing
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "/group create <name...>"),
        ('""', "A group needs a name"),
        ("CHESS", "There is a group called CHESS already. /group join CHESS"),
        ("ｃｈｅｓｓ", "There is a group called ｃｈｅｓｓ already."),
        ("x" * 61, "A group's name can have 60 characters; this one has 61."),
        ("a\u202eb", "can only have characters that can be seen"),
        ("\u200b", "can only have characters that can be seen"),
    ],
)
async def test_a_name_that_can_t_be_is_refused_with_the_reason(connect, ada, lobby, name, why):
    hers = await connect(ada)
    await made(hers, lobby)

    assert why in await refused(hers, lobby, f"/group create {name}")
    assert await database.read(groups) == [("Chess", False)]


@crossing
@pytest.mark.parametrize(
    "name", ["chess CLUB", "ＣＨＥＳＳ　ｃｌｕｂ", '"Chess club"', "chess   club"]
)
async def test_a_group_is_joined_by_its_name_in_any_form(connect, ada, bob, lobby, name):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby, "Chess club")

    assert await told(his, lobby, f"/group join {name}") == "You are in Chess club now."
    assert (await his.hear("room.added"))["room"]["id"] == room
    assert (await hers.hear("member.joined", room=room, seq=2))["user"]["username"] == "bob"
    assert await told(his, lobby, f"/group join {name}") == "You are in Chess club already."
    assert await hers.hears_nothing("member.joined", room=room, seq=3)


@crossing
async def test_a_group_that_is_not_there_is_named_with_what_was_meant(connect, ada, bob, lobby):
    hers = await connect(ada)
    room = await made(hers, lobby)

    wrong = await refused(hers, lobby, "/group join ches")
    assert wrong.startswith("There is no group called ches. Did you mean Chess?")
    assert "Did you mean" not in await refused(hers, lobby, "/group join poker")
    await told(hers, room, "/group close")
    assert "There is no group called chess." in await refused(hers, lobby, "/group join chess")


@crossing
async def test_nobody_is_told_of_other_people_s_whispers(connect, ada, bob, eve, lobby):
    hers, theirs = await connect(ada), await connect(eve)
    room = (await hers.asked(lobby, "/whisper bob psst"))["room"]

    for name in (f"whisper {room}", "whisper", "bob", "Ada, Bob"):
        assert "no group called" in await refused(theirs, lobby, f"/group join {name}")
    assert "whisper" not in await told(theirs, lobby, "/group list")


@crossing
async def test_the_list_says_how_many_are_in_and_which_are_yours(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    assert "no groups yet" in await told(hers, lobby, "/group list")
    await made(hers, lobby, "Go")
    room = await made(hers, lobby, "Chess")
    await told(his, lobby, "/group join chess")

    assert (await told(his, lobby, "/group list")).split("\n") == [
        "Chess: 2 members, you are in it",
        "Go: 1 member",
    ]
    await told(hers, room, "/group close")
    assert "Chess" not in await told(his, lobby, "/group list")


@crossing
async def test_who_is_a_member_and_here(connect, ada, bob, eve, lobby):
    hers = await connect(ada)
    room = await made(hers, lobby)
    his = await connect(bob)
    await told(his, lobby, "/group join chess")
    whispering = (await hers.asked(lobby, "/whisper bob psst"))["room"]

    async with asyncio.timeout(5):
        while await told(hers, room, "/group member") != "Chess: ada (here), bob (here)":
            await asyncio.sleep(0.3)
    assert await told(hers, lobby, "/group member chess") == "Chess: ada (here), bob (here)"
    assert await told(hers, lobby, "/group member") == "Lobby: ada (here), bob (here), eve"
    here = await told(hers, whispering, "/group member")
    assert here == "This whisper: ada (here), bob (here)"


@crossing
async def test_the_last_owner_names_another_before_leaving(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await told(his, lobby, "/group join chess")

    stuck = await refused(hers, room, "/group leave")
    assert "only owner of Chess" in stuck
    assert "/group owner <user>" in stuck
    assert await told(hers, room, "/group owner @BOB") == "bob owns Chess too now."
    changed = await his.hear("member.changed", room=room)
    assert (changed["user"]["username"], changed["role"]) == ("bob", "owner")
    assert await told(hers, room, "/group owner bob") == "bob owns Chess already."
    assert await told(hers, lobby, "/group leave CHESS") == "You have left Chess."
    assert (await hers.hear("room.removed"))["room"] == room
    assert (await his.hear("member.left", room=room))["user"]["username"] == "ada"


@crossing
async def test_with_the_last_member_the_group_closes_and_its_name_is_free(connect, ada, lobby):
    hers = await connect(ada)
    room = await made(hers, lobby)

    await told(hers, room, "/group leave")
    assert await database.read(groups) == [("Chess", True)]

    assert await made(hers, lobby) != room
    assert await database.read(groups) == [("Chess", True), ("Chess", False)]


@crossing
async def test_only_an_owner_runs_a_group(connect, ada, bob, eve, lobby):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await told(his, lobby, "/group join chess")

    for said in ("/group close", "/group owner bob"):
        assert "Only an owner of Chess can do that." in await refused(his, room, said)
        assert "Type it in the group that you mean" in await refused(hers, lobby, said)
    assert "eve is not a member of Chess." in await refused(hers, room, "/group owner eve")
    assert "Did you mean eve?" in await refused(hers, room, "/group owner evee")


@crossing
async def test_a_closed_group_is_read_by_its_members_and_written_by_nobody(
    connect, ada, bob, lobby
):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await told(his, lobby, "/group join chess")
    await hers.asked(room, "The last word")

    assert "Chess is closed." in await told(hers, room, "/group close")
    assert (await his.hear("room.changed", room=room))["details"]["closed"] is True
    assert (await his.asked(room, "Not quite"))["code"] == "read_only"
    await his.say("room.history", room=room)
    bodies = [message["body"] for message in (await his.hear("room.page"))["messages"]]
    assert bodies == ["The last word"]
    assert await told(hers, room, "/group close") == "Chess is closed already."
    assert await told(his, room, "/group leave") == "You have left Chess."


@crossing
async def test_nobody_has_to_leave_the_lobby_or_can_leave_what_they_are_not_in(
    connect, ada, bob, lobby
):
    hers, his = await connect(ada), await connect(bob)
    await made(hers, lobby)

    assert "nobody has to leave it" in await refused(his, lobby, "/group leave")
    assert "You are not a member of Chess." in await refused(his, lobby, "/group leave chess")


@crossing
async def test_of_two_groups_of_a_name_the_open_one_is_left_first(connect, ada, lobby):
    line = await connect(ada)
    closed = await made(line, lobby)
    await told(line, closed, "/group close")
    again = await made(line, lobby)

    await told(line, lobby, "/group leave chess")
    assert await line.hear("room.removed", room=again)
    await told(line, lobby, "/group leave chess")
    assert await line.hear("room.removed", room=closed)
    assert "There is no group called chess." in await refused(line, lobby, "/group leave chess")
