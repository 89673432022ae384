import uuid

import pytest
from django.db import connection

from rooms import limits
from rooms.actions import groups, messages, privacy
from rooms.models import RoomSeq
from rooms.wire import history


@pytest.mark.django_db
def test_a_fresh_start_holds_the_newest_up_to_its_number_and_nothing_above(ada, lobby):
    """What is posted while it is read comes as an event, and pushes nothing out."""
    for count in range(limits.NEWEST_MESSAGES + 5):
        messages.post(ada, lobby, f"line {count}", uuid.uuid4())
    asked = []

    def meanwhile(execute, sql, *rest):
        if sql.startswith("SELECT") and "rooms_message" in sql and not asked:
            asked.append(sql)
            messages.post(ada, lobby, "meanwhile", uuid.uuid4())
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        [start] = history.sync(lobby, ada)

    assert asked
    assert start.upto == limits.NEWEST_MESSAGES + 5
    assert [message["seq"] for message in start.messages] == list(range(6, start.upto + 1))


@pytest.mark.django_db
def test_no_piece_of_what_was_missed_is_too_large_to_travel(ada, bob, lobby):
    room = groups.create(ada, "Chess")
    for _ in range(18):
        messages.post(ada, room, "語" * limits.MESSAGE_CHARS, uuid.uuid4())
    for _ in range(200):
        groups.join(bob, room)
        groups.leave(bob, room)

    told = history.sync(room, ada, epoch=room.counter.epoch, after=0)

    assert all(len(event.encode().encode()) < 512 * 1024 for event in told)
    assert [event.more for event in told] == [True] * (len(told) - 1) + [False]
    assert sum(len(event.messages) for event in told) == 18
    assert [one.seq for event in told for one in event.events] == [1, *range(20, 420)]


@pytest.mark.parametrize(
    ("past", "names"), [("all", ["ada", "eve", "eve", "bob", "dan"]), ("joined", ["bob", "dan"])]
)
@pytest.mark.django_db
def test_newcomers_are_told_who_came_and_went_where_they_see_the_past(
    ada, bob, eve, person, past, names
):
    room = groups.create(ada, "Chess", private=True)
    privacy.show_history(ada, room, past)
    groups.invite(ada, room, eve)
    groups.leave(eve, room)
    groups.invite(ada, room, bob)
    groups.invite(ada, room, person("dan"))

    def told(user):
        [start] = history.sync(room, user, epoch=room.counter.epoch, after=0)
        return [event.user["username"] for event in start.events if hasattr(event, "user")]

    room.refresh_from_db()
    assert told(bob) == names
    assert told(ada) == ["ada", "eve", "eve", "bob", "dan"]


@pytest.mark.django_db
def test_who_left_and_came_back_is_told_of_the_time_between_if_they_see_it(ada, bob, eve, chess):
    groups.leave(bob, chess)
    heard = RoomSeq.objects.get(room=chess).last_seq
    groups.join(eve, chess)
    groups.leave(eve, chess)
    groups.join(bob, chess)

    [start] = history.sync(chess, bob, epoch=chess.counter.epoch, after=heard)
    assert [event.user["username"] for event in start.events] == ["eve", "eve", "bob"]

    chess.history = "joined"
    [start] = history.sync(chess, bob, epoch=chess.counter.epoch, after=heard)
    assert [event.user["username"] for event in start.events] == ["bob"]
