"""A line that is sent again, by whatever tab and however soon, is done once."""

import uuid

from rooms.live import database
from rooms.models import Membership, Receipt

from ..conftest import crossing
from .typed import groups, made


@crossing
async def test_a_line_sent_again_is_answered_again_and_done_once(connect, ada, bob, lobby):
    hers, tab, his = await connect(ada), await connect(ada), await connect(bob)
    client_id = str(uuid.uuid4())
    first = await hers.asked(lobby, "/group create Chess", client_id=client_id)

    for line in (hers, tab):
        again = await line.asked(lobby, "/group create Chess", client_id=client_id)
        assert (again["text"], again["duplicate"]) == (first["text"], True)
        other = await line.asked(lobby, "/group create Poker", client_id=client_id)
        assert (other["code"], other["final"]) == ("id_reused", True)
    another = await his.asked(lobby, "/group create Go", client_id=client_id)

    assert (another["type"], "duplicate" in another) == ("notice", False), "an id is one's own"
    assert await database.read(groups) == [("Chess", False), ("Go", False)]
    assert "duplicate" not in first


@crossing
async def test_what_was_refused_may_be_sent_again(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    client_id = str(uuid.uuid4())

    early = await his.asked(lobby, "/group join Chess", client_id=client_id)
    await made(hers, lobby)
    late = await his.asked(lobby, "/group join Chess", client_id=client_id)

    assert (early["type"], late["text"]) == ("error", "You are in Chess now.")
    assert await database.read(Receipt.objects.filter(sender=bob).count) == 1


@crossing
async def test_the_same_line_from_two_tabs_at_once_makes_one_group(connect, ada, lobby):
    tabs, client_id = [await connect(ada) for _ in range(4)], str(uuid.uuid4())

    for tab in tabs:
        await tab.post(lobby, "/group create Chess", client_id)
    answers = [await tab.answer(client_id) for tab in tabs]

    assert [answer["type"] for answer in answers] == ["notice"] * 4
    assert sorted(answer.get("duplicate", False) for answer in answers) == [False, True, True, True]
    assert await database.read(groups) == [("Chess", False)]
    assert await database.read(members) == 1


@crossing
async def test_the_same_line_from_two_tabs_at_once_leaves_one_group(connect, ada, lobby):
    tabs, client_id = [await connect(ada) for _ in range(4)], str(uuid.uuid4())
    room = await made(tabs[0], lobby)

    for tab in tabs:
        await tab.post(room, "/group leave", client_id)
    answers = [await tab.answer(client_id) for tab in tabs]

    assert [answer["text"] for answer in answers] == ["You have left Chess."] * 4
    assert await database.read(members) == 0


@crossing
async def test_of_two_people_who_make_a_group_at_once_one_is_told_it_is_there(
    connect, ada, bob, lobby
):
    lines = [await connect(ada), await connect(bob)]

    ids = [await line.post(lobby, "/group create Chess") for line in lines]
    answers = [await line.answer(id) for line, id in zip(lines, ids, strict=True)]

    assert sorted(answer["type"] for answer in answers) == ["error", "notice"]
    assert await database.read(groups) == [("Chess", False)]


def members():
    return Membership.objects.filter(room__kind="group").count()
