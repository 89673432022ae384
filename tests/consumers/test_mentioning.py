"""Speaking to people by name, as it travels."""

import uuid

from rooms import limits
from rooms.actions import groups
from rooms.live import database
from rooms.models import User

from ..conftest import crossing


@crossing
async def test_a_mention_reaches_the_room_and_a_hint_its_author_alone(connect, ada, bob, eve):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    hers, his = await connect(ada), await connect(bob)

    answer = await hers.asked(room, "@bob, where is @eve?")

    assert answer["type"] == "ack"
    said = (await his.hear("message.posted", seq=answer["seq"]))["message"]
    assert [user["id"] for user in said["mentions"]] == [bob.pk]
    assert f'<span class="mention" data-user="{bob.pk}">@bob</span>' in said["html"]
    hint = await hers.hear("notice", room=room.pk)
    assert "/group invite eve" in hint["text"]
    assert "client_id" not in hint
    assert await his.hears_nothing("notice")
    again = await connect(bob)
    [counted] = [one for one in again.welcome["rooms"] if one["id"] == room.pk]
    assert (counted["unread"], counted["mentions"]) == (1, 1)


@crossing
async def test_a_line_that_calls_many_goes_when_it_is_confirmed(connect, ada, lobby):
    def come():
        for number in range(limits.CALLED_AT_EASE + 1):
            User.objects.create_user(f"p{number}")
        User.objects.filter(pk=ada.pk).update(is_staff=True)
        ada.refresh_from_db()

    await database.write(come)
    line, client_id = await connect(ada), str(uuid.uuid4())

    refused = await line.asked(lobby, "@room lunch", client_id=client_id)
    assert (refused["code"], refused["field"], refused["final"]) == ("bad_field", "confirm", True)
    assert refused["text"].startswith("Call 21 people?")

    kept = await line.asked(lobby, "@room lunch", client_id=client_id, confirm=True)
    repeated = await line.asked(lobby, "@room lunch", client_id=client_id)
    assert (repeated["seq"], repeated["duplicate"]) == (kept["seq"], True)
    assert (await line.hear("message.posted", seq=kept["seq"]))["message"]["to_all"]
