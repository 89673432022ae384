import time

from rooms.actions import groups
from rooms.live import access, process

from ..conftest import crossing


@crossing
async def test_who_leaves_while_their_rooms_are_read_is_not_let_in_again(
    connect, ada, bob, chess, monkeypatch
):
    """What is told to whom who is in no more would be told once more."""
    his = await connect(bob)
    server = await process.start()
    [connection] = server.access.connections[bob.pk]
    view_of, read = access.view_of, []

    def slow(user):
        view = view_of(user)
        if not read:
            read.append(view)
            groups.leave(bob, chess)
            while chess.pk in connection.follows:
                time.sleep(0.01)
        return view

    monkeypatch.setattr(access, "view_of", slow)
    server.access.refresh(bob.pk)

    assert (await his.hear("room.removed"))["room"] == chess.pk
    assert await his.hears_nothing("room.added", "member.joined")
    assert [room.pk for room in read[0].rooms if room.pk == chess.pk]
