import asyncio
import uuid

from django.contrib.sessions.models import Session

from rooms import limits
from rooms.actions import groups, messages, numbers
from rooms.live import database, process
from rooms.models import Membership, User
from rooms.wire import history, publish

from ..conftest import crossing


@crossing
async def test_the_removed_hear_their_own_leaving_and_then_nothing(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    hers, his = await connect(ada), [await connect(bob), await connect(bob)]

    for count in range(5):
        await hers.post(room, f"before {count}")
    await database.write(groups.remove, ada, room, bob, "Too loud.")
    for count in range(5):
        await hers.post(room, f"after {count}")

    for line in his:
        left = await line.hear("member.left")
        assert (left["by"]["username"], left["reason"]) == ("ada", "Too loud.")
        assert (await line.hear("room.removed"))["room"] == room.pk
        assert await line.hears_nothing("message.posted") or all(
            event["seq"] < left["seq"] for event in line.heard if event["type"] == "message.posted"
        )


@crossing
async def test_who_comes_back_hears_the_room_again(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    hers, his = await connect(ada), await connect(bob)

    for _ in range(3):
        await database.write(groups.join, bob, room)
        added = (await his.hear("room.added"))["room"]
        joined = await his.hear("member.joined")
        assert joined["seq"] == added["head"] + 1
        await database.write(groups.leave, bob, room)
        await his.hear("room.removed")
    await database.write(groups.join, bob, room)
    await his.hear("room.added")
    await hers.asked(room, "Welcome back")

    assert (await his.hear("message.posted"))["message"]["body"] == "Welcome back"


@crossing
async def test_deactivating_an_account_closes_its_sockets(connect, ada, bob):
    lines = [await connect(ada), await connect(ada)]
    other = await connect(bob)

    def deactivate():
        with numbers.writing():
            User.objects.filter(pk=ada.pk).update(is_active=False)
            numbers.touch([ada.pk])
            publish.refresh([ada.pk])

    await database.write(deactivate)

    for line in lines:
        bye = await line.hear("bye")
        assert (bye["code"], bye["reconnect"]) == (4403, False)
        assert await line.closed() == 4403
    assert await other.hears_nothing("bye")


@crossing
async def test_what_nobody_told_is_found_by_polling(connect, ada, bob, lobby):
    """A change by a queryset, or by a lone command: no hint at all."""
    line = await connect(ada)
    publisher = publish._publisher
    publish.through(None)
    room = await database.write(groups.create, bob, "Chess")
    await database.write(groups.join, ada, room)
    publish.through(publisher)

    added = await line.hear("room.added")

    assert added["room"]["id"] == room.pk
    assert (await line.hear("member.joined"))["user"]["username"] == "ada"


@crossing
async def test_an_open_tab_hears_what_a_new_tab_knew_already(connect, ada, bob, lobby):
    line = await connect(ada)
    publisher = publish._publisher
    publish.through(None)
    room = await database.write(groups.create, bob, "Chess")
    await database.write(groups.join, ada, room)
    publish.through(publisher)

    new = await connect(ada)

    assert room.pk in [shown["id"] for shown in new.welcome["rooms"]]
    assert (await line.hear("room.added"))["room"]["id"] == room.pk


@crossing
async def test_a_session_that_is_deleted_or_a_new_password_ends_the_socket(connect, ada, bob):
    gone, changed = await connect(ada), await connect(bob)

    def revoke():
        Session.objects.filter(session_key=_key(gone)).delete()
        bob.set_password("another one")
        bob.save()

    await database.write(revoke)
    server = await process.start()
    await server.access.check_sessions()

    assert await gone.closed() == 4401
    assert await changed.closed() == 4401


@crossing
async def test_who_was_deactivated_and_came_back_unseen_has_to_sign_in(connect, ada, bob):
    line = await connect(ada)
    server = await process.start()
    await database.write(lambda: User.objects.filter(pk=ada.pk).update(sessions_ended=1))

    await server.access.check_sessions()

    assert await line.closed() == 4401


@crossing
async def test_a_kick_in_the_middle_of_a_flood_leaks_nothing(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    for _ in range(10):
        await database.write(groups.join, bob, room)
        hers, his = await connect(ada), await connect(bob)

        async def flood(line=hers):
            for count in range(10):
                await line.post(room, f"line {count}")
                await asyncio.sleep(0.002)

        talking = asyncio.create_task(flood())
        await asyncio.sleep(0.01)
        await database.write(groups.remove, ada, room, bob)
        await talking
        left = await his.hear("member.left")
        await his.hear("room.removed")
        await his.hears_nothing()
        assert not [e for e in his.heard if e.get("room") == room.pk and e["seq"] > left["seq"]]
        await hers.leave()
        await his.leave()
        await asyncio.sleep(limits.GAP_SECONDS)


@crossing
async def test_memberships_that_vanish_without_a_word_are_left(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(ada)

    def vanish():
        with numbers.writing():
            Membership.objects.filter(room=room, user=ada).delete()
            numbers.touch([ada.pk])

    await database.write(vanish)

    assert (await line.hear("room.removed"))["room"] == room.pk


@crossing
async def test_a_kick_between_asking_and_reading_shows_nothing_beyond_it(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    his = await connect(bob)
    epoch = next(r["epoch"] for r in his.welcome["rooms"] if r["id"] == room.pk)

    def kick_first(read):
        def late(*args, **more):
            groups.remove(ada, room, bob)
            messages.post(ada, room, "Now that he is gone", uuid.uuid4())
            return read(*args, **more)

        return late

    for name, asked in (
        ("page", {"type": "room.history"}),
        ("sync", {"type": "room.sync", "epoch": epoch, "after": 0}),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(history, name, kick_first(getattr(history, name)))
            await his.say(room=room.pk, id="late", **asked)
            refused = await his.hear("error", "room.page", "room.sync", id="late")

        assert (refused["type"], refused.get("code")) == ("error", "forbidden")
        await his.hear("room.removed")
        await database.write(groups.join, bob, room)
        await his.hear("room.added")


@crossing
async def test_who_is_removed_while_resuming_is_not_shown_the_room(
    connect, ada, bob, lobby, monkeypatch
):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    first = await connect(bob)
    epoch = next(r["epoch"] for r in first.welcome["rooms"] if r["id"] == room.pk)
    sync = history.sync

    def kick_first(*args, **more):
        monkeypatch.setattr(history, "sync", sync)
        groups.remove(ada, room, bob)
        messages.post(ada, room, "Now that he is gone", uuid.uuid4())
        return sync(*args, **more)

    monkeypatch.setattr(history, "sync", kick_first)
    again = await connect(bob, resume={str(room.pk): {"epoch": epoch, "after": 0}})

    assert room.pk not in [shown["id"] for shown in again.welcome["rooms"]]
    await again.hears_nothing()
    assert not [event for event in again.heard if event.get("room") == room.pk]


def _key(line):
    headers = dict(line.socket.scope["headers"])
    return headers[b"cookie"].decode().split("=")[1]
