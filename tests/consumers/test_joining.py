from rooms.actions import groups
from rooms.live import database

from ..conftest import crossing


@crossing
async def test_those_who_join_at_the_same_moment_are_counted_once_each(
    connect, ada, bob, eve, lobby
):
    room = await database.write(groups.create, ada, "Chess")
    his = await connect(bob)

    def join_and_go():
        groups.join(bob, room)
        groups.join(eve, room)
        groups.leave(eve, room)
        groups.join(eve, room)

    await database.write(join_and_go)

    added = (await his.hear("room.added"))["room"]
    assert (added["head"], added["members"]) == (1, 2)
    changes = [await his.hear(type) for type in ("member.joined", "member.joined", "member.left")]
    changes.append(await his.hear("member.joined"))
    assert [change["seq"] for change in changes] == [2, 3, 4, 5]
