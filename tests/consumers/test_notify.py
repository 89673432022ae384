"""Of what people want to be told: kept here, told to all their clients, and followed by those."""

import pytest

from rooms import limits
from rooms.actions import groups, notify
from rooms.errors import BadField
from rooms.live import database

from ..commands.typed import refused, told
from ..conftest import crossing


@crossing
async def test_a_level_and_keywords_reach_every_page_of_the_person(connect, ada, bob, lobby):
    room = await database.write(groups.create, ada, "Chess")
    one, other, bobs = await connect(ada), await connect(ada), await connect(bob)
    assert one.welcome["keywords"] == []
    assert {room["notify"] for room in one.welcome["rooms"]} == {"mentions"}

    await one.say("notify.set", id="n", room=room.pk, level="all", keywords=[" Backup ", "backup"])

    answer = await one.hear("notify.changed", id="n")
    assert answer["levels"] == {str(lobby.pk): "mentions", str(room.pk): "all"}
    assert answer["keywords"] == ["Backup"]
    heard = await other.hear("notify.changed")
    assert (heard["levels"], heard["keywords"]) == (answer["levels"], answer["keywords"])
    assert await bobs.hears_nothing("notify.changed")
    # A look at all that they may see can tell it too, but nothing else.
    while not await one.hears_nothing("notify.changed"):
        again = await one.hear("notify.changed")
        assert (again["levels"], again["keywords"]) == (answer["levels"], answer["keywords"])

    assert "of nothing" in await told(other, room, "/notify NONE")
    assert (await one.hear("notify.changed"))["levels"][str(room.pk)] == "none"
    assert "of nothing" in await told(one, room, "/notify")
    assert "/notify all" in await refused(one, room, "/notify loudly")
    fresh = await connect(ada)
    assert fresh.welcome["keywords"] == ["Backup"]
    assert {r["id"]: r["notify"] for r in fresh.welcome["rooms"]}[room.pk] == "none"


@crossing
async def test_a_wish_that_makes_no_sense_is_refused_and_changes_nothing(connect, ada, eve, lobby):
    room = await database.write(groups.create, ada, "Chess")
    line = await connect(eve)
    for wish, code in [
        ({"room": room.pk, "level": "all"}, "not_found"),
        ({"level": "all"}, "not_found"),
        ({"room": lobby.pk, "level": "most"}, "bad_field"),
        ({"room": lobby.pk}, "bad_field"),
        ({"keywords": ["x" * (limits.KEYWORD_CHARS + 1)]}, "bad_field"),
        ({"keywords": "backup"}, "bad_field"),
    ]:
        await line.say("notify.set", id="n", **wish)
        assert (await line.hear("error", id="n"))["code"] == code, wish
    assert (await connect(eve)).welcome["keywords"] == []


def test_keywords_are_few_and_can_be_seen():
    assert notify.keywords(["a  b", "", "A B", "Ünal"]) == ["a b", "Ünal"]
    with pytest.raises(BadField, match="You can have 20"):
        notify.keywords([f"word {number}" for number in range(limits.KEYWORDS + 1)])
    with pytest.raises(BadField, match="can be seen"):
        notify.keywords(["\x00"])
