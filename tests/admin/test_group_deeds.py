"""What operators do with groups: only with a reason, on record, and heard at once."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone

from rooms import limits
from rooms.actions import groups, privacy
from rooms.live import database
from rooms.models import AuditEntry, Membership, RoomEvent

from ..conftest import crossing
from .conftest import WHY, page


class Deed(NamedTuple):
    name: str
    action: str
    event: str
    fields: dict
    on_member: bool = False
    told: str = WHY
    first: str = ""

    def address(self, room, member):
        return page("group", room, self.name, member if self.on_member else None)


DEEDS = [
    Deed(
        "rename",
        "rename group",
        "room.changed",
        {"name": "Draughts", "closed": False},
        told=f"Chess became Draughts: {WHY}",
    ),
    Deed("close", "close group", "room.changed", {"name": "Chess", "closed": True}),
    Deed(
        "reopen", "reopen group", "room.changed", {"name": "Chess", "closed": False}, first="close"
    ),
    Deed("make-private", "make group private", "room.changed", {"private": True}),
    Deed("make-public", "make group public", "room.changed", {"private": False}, first="hide"),
    Deed(
        "history",
        "change history",
        "room.changed",
        {"history": "joined"},
        told=f"Newcomers see what is said after their joining: {WHY}",
    ),
    Deed("remove", "remove member", "member.left", {"reason": WHY}, on_member=True),
    Deed("hand-over", "hand over group", "member.changed", {"reason": WHY}, on_member=True),
]
FIRST = {"close": groups.close, "hide": privacy.make_private}
each_deed = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)


def ready(deed, room, ada):
    if deed.first:
        FIRST[deed.first](ada, room)
        room.refresh_from_db()


def said(reason):
    return {"reason": reason, "name": "Draughts", "history": "joined"}


@each_deed
@pytest.mark.django_db
def test_a_deed_is_recorded_with_who_when_and_why(desk, olga, chess, ada, bob, deed):
    ready(deed, chess, ada)
    assert desk.get(deed.address(chess, bob)).status_code == 200

    answer = desk.post(deed.address(chess, bob), said(WHY), follow=True)

    assert answer.redirect_chain == [(page("group", chess), 302)]
    record = AuditEntry.objects.get()
    assert (record.actor, record.action, record.room_id) == (olga, deed.action, chess.pk)
    assert record.reason == deed.told
    assert record.user == (bob if deed.on_member else None)
    assert timezone.now() - record.at < timedelta(seconds=30)
    assert WHY in answer.content.decode(), "the group's page tells why"


@each_deed
@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   ", "x" * (limits.REASON_CHARS + 1)])
def test_without_a_reason_nothing_happens(desk, chess, ada, bob, deed, reason):
    ready(deed, chess, ada)
    before = RoomEvent.objects.count()

    answer = desk.post(deed.address(chess, bob), said(reason))

    assert answer.status_code == 200
    assert answer.context["form"].errors["reason"]
    assert RoomEvent.objects.count() == before
    assert not AuditEntry.objects.exists()


@each_deed
@pytest.mark.django_db
def test_looking_at_the_form_does_nothing(desk, chess, ada, bob, deed):
    ready(deed, chess, ada)
    before = RoomEvent.objects.count()

    desk.get(deed.address(chess, bob), said(WHY))

    assert RoomEvent.objects.count() == before


@each_deed
@pytest.mark.django_db
def test_what_was_done_meanwhile_is_told_beside_the_form(desk, chess, ada, bob, deed):
    ready(deed, chess, ada)
    desk.post(deed.address(chess, bob), said(WHY))

    answer = desk.post(deed.address(chess, bob), said(WHY))

    assert answer.status_code == (404 if deed.name == "remove" else 200)
    assert AuditEntry.objects.count() == 1
    if answer.status_code == 200:
        assert answer.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Go", "ＧＯ", "", " ", "a\u202eb", "x" * 61])
def test_a_name_that_can_t_be_is_said_beside_its_field(desk, chess, ada, name):
    groups.create(ada, "Go")

    answer = desk.post(page("group", chess, "rename"), {"name": name, "reason": WHY})

    assert answer.context["form"].errors["name"]
    chess.refresh_from_db()
    assert chess.name == "Chess"


@pytest.mark.django_db
def test_a_group_whose_name_is_taken_by_now_stays_closed(desk, chess, ada):
    groups.close(ada, chess)
    groups.create(ada, "Chess")

    answer = desk.post(page("group", chess, "reopen"), {"reason": WHY})

    assert "Another group is called Chess now" in answer.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_the_last_owner_can_be_removed_and_another_named(desk, chess, ada, bob):
    desk.post(page("group", chess, "remove", ada), {"reason": WHY})
    assert desk.get(page("group", chess)).status_code == 200

    desk.post(page("group", chess, "hand-over", bob), {"reason": WHY})

    membership = Membership.objects.get(room=chess)
    assert (membership.user, membership.role) == (bob, "owner")


@each_deed
@crossing
@pytest.mark.usefixtures("by_the_hint")
async def test_an_open_page_hears_it_at_once(connect, at_desk, chess, ada, bob, deed):
    await database.write(ready, deed, chess, ada)
    hers = await connect(ada)

    await at_desk.post(deed.address(chess, bob), said(WHY))
    heard = await hers.hear(deed.event, room=chess.pk)

    assert deed.fields.items() <= heard.get("details", heard).items()
    assert not deed.on_member or heard["by"]["username"] == "olga"


@crossing
async def test_the_removed_hear_why_and_then_nothing(connect, at_desk, chess, ada, bob):
    hers, his = await connect(ada), await connect(bob)

    await at_desk.post(page("group", chess, "remove", bob), {"reason": "Too loud."})

    left = await his.hear("member.left")
    assert (left["by"]["username"], left["reason"]) == ("olga", "Too loud.")
    assert (await his.hear("room.removed"))["room"] == chess.pk
    await hers.asked(chess, "Now that he is gone")
    assert await his.hears_nothing("message.posted")


@crossing
async def test_in_a_closed_group_nobody_writes_until_it_is_open_again(connect, at_desk, chess, ada):
    hers = await connect(ada)

    await at_desk.post(page("group", chess, "close"), {"reason": WHY})
    assert (await hers.asked(chess, "Anyone?"))["code"] == "read_only"

    await at_desk.post(page("group", chess, "reopen"), {"reason": "It was a mistake."})
    assert (await hers.asked(chess, "Anyone?"))["type"] == "ack"
