"""What operators see of groups."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.actions import groups, oversight, presence
from rooms.admin import figures
from rooms.admin.groups import MEMBERS_SHOWN
from rooms.models import Connection, Lease, Membership, Message, RoomEvent, User

from .conftest import WHY, listing, page, say, whisper

pytestmark = pytest.mark.django_db


def rows(browser, **asked):
    """The list of groups, by name: {column: what it says}."""
    answer = browser.get(listing("group"), asked)
    assert answer.status_code == 200
    admin, found = answer.context["cl"].model_admin, answer.context["cl"].result_list
    return {
        room.name: {column: getattr(admin, column)(room) for column in admin.list_display[1:]}
        for room in found
    }


def comes(*people):
    lease = Lease.objects.create(until=timezone.now() + timedelta(seconds=30))
    for person in people:
        Connection.objects.create(lease=lease, user=person)
    return lease


def crowd(room, count):
    people = [User(username=f"p{n:03}", username_key=f"p{n:03}") for n in range(count)]
    people = User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(room=room, user=person) for person in people)


def test_the_list_says_how_each_group_is(desk, chess, ada, bob, eve):
    groups.hand_over(ada, chess, bob)
    for person in (ada, bob, ada):
        say(person, chess, "Hello")
    comes(bob, eve)

    row = rows(desk)["Chess"]

    assert row.pop("active") == Message.objects.latest("seq").sent_at
    assert row == {
        "state": "Open",
        "owned_by": "ada, bob",
        "belonging": 2,
        "messages": 3,
        "here": "bob",
    }


def test_the_lobby_is_everyone_s(desk, lobby, ada):
    comes(ada)

    row = rows(desk)["Lobby"]

    assert (row["state"], row["belonging"], row["here"]) == ("The lobby", "Everyone", "ada")


def test_whispers_are_no_groups(desk, lobby, ada, bob):
    whisper(ada, bob, "psst")

    assert list(rows(desk)) == ["Lobby"]


def test_several_tabs_are_one_person_and_a_dead_server_s_people_are_gone(desk, chess, ada, bob):
    comes(ada, ada)
    gone = comes(bob)
    Lease.objects.filter(pk=gone.pk).update(until=timezone.now())

    assert rows(desk)["Chess"]["here"] == "ada"


def test_many_owners_are_named_in_short(desk, chess, ada):
    crowd(chess, 5)
    Membership.objects.filter(room=chess).update(role=Membership.Role.OWNER)

    assert rows(desk)["Chess"]["owned_by"] == "ada, bob, p000 and 4 more"


def test_a_change_is_activity_too(desk, chess, ada):
    say(ada, chess, "Hello")
    groups.rename(ada, chess, "Draughts")

    assert rows(desk)["Draughts"]["active"] == RoomEvent.objects.latest("seq").at


def test_each_column_is_shown_as_it_is_counted(desk, chess, lobby):
    listed = desk.get(listing("group")).content.decode()
    cells = dict(re.findall(r'<t[dh] class="field-(\w+)[^>]*>(?:<a [^>]*>)?([^<]*)<', listed))

    assert cells["name"] == "Chess"
    for column, value in rows(desk)["Chess"].items():
        if column != "active":
            assert cells[column] in (str(value), "-"), column


@pytest.mark.parametrize(
    ("state", "names"),
    [("open", ["Lobby", "Chess", "Go"]), ("closed", ["Poker"]), ("ownerless", ["Go"])],
)
def test_the_list_is_narrowed_by_state(desk, olga, chess, ada, lobby, state, names):
    groups.close(ada, groups.create(ada, "Poker"))
    groups.join(olga, go := groups.create(ada, "Go"))
    oversight.remove(olga, go, ada, WHY)

    assert list(rows(desk, state=state)) == names


@pytest.mark.parametrize("term", ["ches", "CHESS", "Ｃｈｅｓｓ"])
def test_a_group_is_found_by_a_part_of_its_name_in_any_case_and_width(desk, chess, lobby, term):
    assert list(rows(desk, q=term)) == ["Chess"]
    assert list(rows(desk, q=f"{term} mates")) == []


@pytest.mark.parametrize("column", range(1, 8))
def test_the_list_can_be_put_in_any_order(desk, chess, lobby, column):
    for order in (column, -column):
        assert set(rows(desk, o=order)) == {"Lobby", "Chess"}


def test_a_long_list_has_pages(desk, ada):
    for number in range(55):
        groups.create(ada, f"Group {number:02}")

    first, second = rows(desk), rows(desk, p=2)

    assert (len(first), len(second)) == (50, 6)
    assert not set(first) & set(second)
    assert set(rows(desk, all="")) == set(first)


def test_the_list_costs_the_same_however_many_there_are(
    desk, ada, chess, lobby, django_assert_max_num_queries
):
    for number in range(30):
        say(ada, groups.create(ada, f"Group {number}"), "Hello")

    with django_assert_max_num_queries(15):
        rows(desk)


def empty(room):
    Membership.objects.filter(room=room).delete()
    RoomEvent.objects.filter(room=room).delete()


def ownerless(room):
    Membership.objects.filter(room=room).update(role=Membership.Role.MEMBER)


def closed(room):
    owner = Membership.objects.get(room=room, role=Membership.Role.OWNER).user
    groups.close(owner, room, WHY)


@pytest.mark.parametrize("state", [empty, ownerless, closed, lambda room: crowd(room, 250)])
def test_every_page_of_a_group_stands_in_every_state(desk, chess, state):
    state(chess)

    for name in ("change", "messages", "rename", "close", "reopen"):
        assert desk.get(page("group", chess, name)).status_code == 200
    assert desk.get(listing("group")).status_code == 200


def test_the_page_says_who_is_in_it_and_what_changed(desk, chess, ada, bob):
    groups.remove(ada, chess, bob, "Too loud.")
    comes(ada)

    shown = desk.get(page("group", chess)).content.decode()

    assert "Too loud." in shown
    assert "1, 1 of them here now" in shown
    assert page("user", bob) not in shown
    assert page("user", ada) in shown


def test_many_members_have_pages(desk, chess):
    crowd(chess, MEMBERS_SHOWN)

    def members(number):
        shown = desk.get(page("group", chess), {"members": number})
        return [membership.user_id for membership in shown.context["members"]]

    assert (len(members(1)), len(members(2))) == (MEMBERS_SHOWN, 2)
    assert not set(members(1)) & set(members(2))
    assert members("x") == members(1)
    assert members(99) == members(2)


def test_what_fits_the_state_is_offered(desk, olga, chess, lobby):
    def offered(room):
        return [deed.name for deed in desk.get(page("group", room)).context["deeds"]]

    assert offered(chess) == ["rename", "close", "make-private", "history"]
    oversight.close(olga, chess, WHY)
    assert offered(chess) == ["rename", "reopen", "make-private", "history"]
    assert offered(lobby) == []


def test_a_name_is_shown_as_it_is_and_runs_nothing(desk, ada):
    room = groups.create(ada, "<script>alert(1)</script>")

    for address in (listing("group"), page("group", room), page("group", room, "close")):
        assert b"<script>alert" not in desk.get(address).content


def test_who_is_here_is_counted_as_the_chat_counts(ada, bob):
    comes(ada)

    assert [[one.pk for one in who()] for who in (figures.here, presence.here)] == [[ada.pk]] * 2
