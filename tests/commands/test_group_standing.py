"""/group, where it counts who owns it, whose account stands, and what it is called."""

from rooms.actions import groups as deeds
from rooms.actions import numbers
from rooms.commands import group
from rooms.live import database
from rooms.models import Room, User

from ..conftest import crossing
from .typed import groups, made, refused, told


@crossing
async def test_who_closed_their_group_may_leave_it(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await told(his, lobby, "/group join chess")
    await told(hers, room, "/group close")

    assert await told(hers, room, "/group leave") == "You have left Chess."


@crossing
async def test_who_was_deactivated_is_no_owner_to_leave_a_group_to(connect, ada, bob, eve, lobby):
    hers, his, eves = await connect(ada), await connect(bob), await connect(eve)
    room = await made(hers, lobby)
    for line in (his, eves):
        await told(line, lobby, "/group join chess")
    await told(hers, room, "/group owner bob")
    await database.write(lambda: User.objects.filter(pk=bob.pk).update(is_active=False))

    assert "You are the only owner" in await refused(hers, room, "/group leave")
    listed = await told(hers, room, "/group member")
    assert listed.replace(" (here)", "") == "Chess: ada, bob (deactivated), eve"
    await told(eves, room, "/group leave")
    await told(hers, room, "/group leave")
    assert await database.read(groups) == [("Chess", True)], "nobody is left who could write"


@crossing
async def test_who_was_deactivated_changes_nothing(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await database.write(lambda: User.objects.filter(pk=bob.pk).update(is_active=False))

    for said in ("/group join chess", "/group create Poker"):
        assert "deactivated" in await refused(his, lobby, said)
    assert await database.read(groups) == [("Chess", False)]
    assert "bob" not in await told(hers, room, "/group member")


@crossing
async def test_who_is_an_owner_is_asked_when_it_counts(connect, ada, bob, lobby, monkeypatch):
    hers, his = await connect(ada), await connect(bob)
    room = await made(hers, lobby)
    await told(his, lobby, "/group join chess")
    await told(hers, room, "/group owner bob")
    next_in = numbers.next_in

    def removed_just_before(found):
        with monkeypatch.context() as patch:
            patch.setattr(numbers, "next_in", next_in)
            deeds.remove(bob, found, ada)
        return next_in(found)

    monkeypatch.setattr(numbers, "next_in", removed_just_before)
    assert "Only an owner of Chess" in await refused(hers, room, "/group close")
    assert await database.read(groups) == [("Chess", False)]


@crossing
async def test_the_lobby_has_its_name_alone(connect, ada, lobby):
    line = await connect(ada)

    assert "The lobby has that name" in await refused(line, lobby, "/group create LOBBY")
    assert "nobody has to leave it" in await refused(line, lobby, "/group leave Lobby")


@crossing
async def test_a_whisper_is_not_left(connect, ada, bob, lobby):
    line = await connect(ada)
    room = (await line.asked(lobby, "/whisper bob psst"))["room"]

    assert "This is a whisper" in await refused(line, room, "/group leave")


@crossing
async def test_quotes_may_be_part_of_a_name(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    await made(hers, lobby, "Chess")
    await database.write(rename_to, ada, '"Chess" "club"')

    assert await told(his, lobby, '/group join "Chess" "club"') == 'You are in "Chess" "club" now.'


@crossing
async def test_a_long_list_of_groups_has_an_end(connect, ada, lobby, monkeypatch):
    monkeypatch.setattr(group, "MOST_LISTED", 3)
    line = await connect(ada)
    for number in range(5):
        await database.write(deeds.create, ada, f"Group {number}")

    lines = (await told(line, lobby, "/group list")).split("\n")

    assert [one.partition(":")[0] for one in lines[:3]] == ["Group 0", "Group 1", "Group 2"]
    assert "Browse" in lines[3]


def rename_to(user, name):
    deeds.rename(user, Room.objects.get(kind="group"), name)


@crossing
async def test_a_long_list_of_members_has_an_end(connect, ada, bob, eve, lobby, monkeypatch):
    monkeypatch.setattr(group, "MOST_LISTED", 2)
    line = await connect(ada)

    assert (await told(line, lobby, "/group member")).endswith(", and 1 more")
