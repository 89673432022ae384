import time
import uuid

from django.db import OperationalError

from rooms.actions import groups, messages, reading
from rooms.live import database, process, view

from ..conftest import crossing


@crossing
async def test_who_leaves_while_their_rooms_are_read_is_not_let_in_again(
    connect, ada, bob, chess, monkeypatch
):
    """What is told to whom who is in no more would be told once more."""
    his = await connect(bob)
    server = await process.start()
    [connection] = server.access.connections[bob.pk]
    view_of, read = view.of, []

    def slow(user):
        view = view_of(user)
        if not read:
            read.append(view)
            groups.leave(bob, chess)
            while chess.pk in connection.follows:
                time.sleep(0.01)
        return view

    monkeypatch.setattr(view, "of", slow)
    server.access.refresh(bob.pk)

    assert (await his.hear("room.removed"))["room"] == chess.pk
    assert await his.hears_nothing("room.added", "member.joined")
    assert [room.pk for room in read[0].rooms if room.pk == chess.pk]


@crossing
async def test_markers_are_told_later_where_the_database_fails(
    connect, ada, bob, chess, monkeypatch, caplog
):
    line = await connect(bob)
    for body in ("one", "two"):
        await database.write(messages.post, ada, chess, body, uuid.uuid4())
    faults = [OperationalError()] * 2

    def failing(work):
        def done(*asked):
            if faults:
                raise faults.pop()
            return work(*asked)

        return done

    for name in ("marks", "of"):
        monkeypatch.setattr(view, name, failing(getattr(view, name)))
    await database.write(reading.mark, [reading.Mark(bob.pk, chess.pk, 3, False)])

    told = await line.hear("room.marked", room=chess.pk)
    assert (told["read"], told["unread"], faults) == (3, 1, [])
    caplog.clear()
