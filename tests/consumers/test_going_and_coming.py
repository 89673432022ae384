"""Who leaves a group and comes back, just as they come in with a copy of it."""

from uuid import uuid4

import pytest

from rooms.actions import corrections, groups, messages, privacy, saves
from rooms.errors import NotFound
from rooms.live import database
from rooms.models import Message, User
from rooms.wire import history, lists, publish

from ..conftest import crossing

# Moments in the reading of what a copy lacks: in which function, and whether before it or after.
BEFORE, MIDDLE, END = ("sync", True), ("_is_foreign", True), ("_others", False)
# And in that of a page: who reads it is known by then, and what is on it not yet.
PAGE = ("Readable", True)


@pytest.fixture
def happen(monkeypatch):
    """Have things happen once, each at its moment, and nobody told of them in time."""
    awaited = []

    def set_up(*all):
        monkeypatch.setattr(publish, "entry", lambda room_id, entry: None)
        for (name, first), deed in all:
            monkeypatch.setattr(history, name, also(getattr(history, name), first, deed))

    def also(work, first, deed):
        left = [deed]
        awaited.append(left)

        def done(*asked, **more):
            if left and first:
                left.pop()()
            found = work(*asked, **more)
            if left:
                left.pop()()
            return found

        return done

    yield set_up
    assert not any(awaited), "its moment never came"


@crossing
@pytest.mark.parametrize(("leaves", "returns"), [(BEFORE, MIDDLE), (BEFORE, END), (MIDDLE, END)])
@pytest.mark.parametrize("past", ["all", "joined"])
async def test_who_goes_and_comes_back_meanwhile_is_told_as_a_newcomer(
    connect, ada, bob, person, happen, leaves, returns, past
):
    """And who holds the same copy misses nothing, though much is read once for both."""
    room = await database.write(groups.create, ada, "Chess")
    if past == "joined":
        await database.write(privacy.show_history, ada, room, past)
    cid, dan = [await database.write(person, name) for name in ("cid", "dan")]
    for one in (bob, cid):
        await database.write(groups.join, one, room)
    known = (await connect(cid)).welcome
    [held] = [one for one in known["rooms"] if one["id"] == room.pk]
    copy = {str(room.pk): {"epoch": held["epoch"], "after": held["head"]}}
    await database.write(groups.join, dan, room)

    happen((leaves, lambda: groups.leave(bob, room)), (returns, lambda: groups.join(bob, room)))
    his, others = await connect(bob, resume=copy), await connect(cid, resume=copy)

    added = await his.hear("room.added")
    joined = await his.hear("member.joined", room=room.pk)
    assert added["room"]["head"] == joined["seq"] - 1 == held["head"] + 2
    told = [event["type"] for event in his.in_order if event.get("room") == room.pk]
    assert "room.sync" not in told[: told.index("member.joined")]
    synced = await others.hear("room.sync", room=room.pk)
    numbers = list(range(held["head"] + 1, synced["upto"] + 1))
    assert [event["seq"] for event in synced["events"]] == numbers


@crossing
@pytest.mark.parametrize("read", [history.page, history.sync, lists.pins])
async def test_who_is_out_as_a_room_is_read_gets_nothing(ada, bob, read):
    """And no empty page that says there is nothing before it."""
    room = await database.write(groups.create, ada, "Chess")
    with pytest.raises(NotFound):
        await database.read(read, room, bob)


@crossing
async def test_who_was_out_while_a_page_is_read_gets_none(ada, bob, happen):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)

    def go_and_come_back():
        groups.leave(bob, room)
        groups.join(bob, room)

    happen((PAGE, go_and_come_back))
    with pytest.raises(NotFound):
        await database.read(history.page, room, bob)


@crossing
async def test_what_was_said_while_they_were_out_is_on_no_page(connect, ada, bob, happen):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(privacy.show_history, ada, room, "joined")
    await database.write(groups.join, bob, room)
    his = await connect(bob)

    def go_and_come_back():
        groups.leave(bob, room)
        messages.post(ada, room, "Not for him", uuid4())
        groups.join(bob, room)

    happen((PAGE, go_and_come_back))
    await his.say("room.history", room=room.pk, id="asked")

    answer = await his.hear("room.page", "error", id="asked")
    assert "Not for him" not in str(answer)
    await his.say("room.history", room=room.pk, id="again")
    page = await his.hear("room.page", id="again")
    assert "Not for him" not in str(page)


@crossing
@pytest.mark.parametrize("returns", [False, True])
async def test_what_they_saved_says_nothing_that_was_said_while_they_were_out(
    connect, ada, bob, returns, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(privacy.show_history, ada, room, "joined")
    await database.write(groups.join, bob, room)
    said = await database.write(messages.post, ada, room, "For all", uuid4())
    await database.write(saves.save, bob, said.message_id)
    his = await connect(bob)
    for untold in ("entry", "refresh"):
        monkeypatch.setattr(publish, untold, lambda *_: None)
    rows = type(Message.objects.all())
    in_bulk, left = rows.in_bulk, [True]

    def late(self, ids=None, **more):
        if ids == [said.message_id] and left:
            left.pop()
            groups.remove(ada, room, bob)
            corrections.edit(ada, said.message_id, "Not for him")
            if returns:
                groups.join(bob, room)
        return in_bulk(self, ids, **more)

    monkeypatch.setattr(rows, "in_bulk", late)
    await his.say("saved.list", id="asked")
    page = await his.hear("saved.page", id="asked")

    assert (page["saved"], left) == ([], [])


@crossing
async def test_who_asks_who_is_in_a_group_that_is_hidden_by_then_hears_of_nobody(
    connect, ada, bob, eve, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    hers, people = await connect(eve), type(User.objects.all())
    belonging_to = people.belonging_to

    def late(self, place):
        privacy.make_private(ada, room)
        groups.invite(ada, room, bob)
        return belonging_to(self, place)

    monkeypatch.setattr(people, "belonging_to", late)
    await hers.say("people.list", room=room.pk, id="asked")
    page = await hers.hear("people.page", id="asked")

    assert page["people"] == []
