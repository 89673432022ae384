"""Since when somebody has missed something."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rooms.actions import presence
from rooms.models import Absence, Connection, Lease

from .test_catchup import say

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def test_a_long_absence_is_remembered_and_a_short_one_is_not():
    absence = Absence()
    assert absence.began_before(at(0)) is None
    assert absence.turn(False, at(0))
    assert absence.began_before(at(29)) is None
    assert absence.began_before(at(30)) == at(0), "while they are still away"

    assert absence.turn(True, at(90))
    assert not absence.turn(True, at(91))
    assert absence.turn(False, at(100))
    assert absence.turn(True, at(110))
    assert absence.began_before(at(500)) == at(0)
    absence.turn(False, at(510))
    absence.turn(True, at(600))
    assert absence.began_before(at(601)) == at(510)


@pytest.fixture
def sockets(db):
    """Sockets of one server: `come(user)` returns the id of a new one."""
    lease = Lease.objects.create(until=timezone.now() + timedelta(minutes=1))

    class Sockets:
        def come(self, user):
            socket = Connection(lease=lease)
            presence.change(lease.pk, [(socket.pk, user.pk)], [])
            return socket.pk

        def go(self, *sockets):
            presence.change(lease.pk, [], sockets)

        def turn(self, socket, is_idle):
            presence.change(lease.pk, [], [], [(socket, is_idle)])

        def end(self):
            Lease.objects.update(until=timezone.now() - timedelta(minutes=40))
            presence.alone(None)

    return Sockets()


def left_at(user):
    return Absence.objects.get(pk=user.pk).left_at


def test_who_closes_the_last_socket_or_does_nothing_at_all_has_left(ada, sockets):
    desk, phone = sockets.come(ada), sockets.come(ada)
    assert left_at(ada) is None
    sockets.go(phone)
    assert left_at(ada) is None
    sockets.turn(desk, True)
    assert left_at(ada)
    sockets.turn(desk, False)
    assert left_at(ada) is None
    sockets.go(desk)
    assert left_at(ada)


def test_who_was_here_when_the_server_died_left_with_it(ada, sockets):
    sockets.come(ada)
    sockets.end()
    assert timezone.now() - left_at(ada) > timedelta(minutes=39)
    assert Absence.of(ada) == left_at(ada)


@pytest.mark.django_db
def test_catching_up_begins_where_they_left(client, ada, bob, chess):
    client.force_login(bob)
    assert "Since you left" not in client.get("/catchup/").text
    day = timedelta(days=1)
    say(ada, chess, "Long ago?", at=timezone.now() - 3 * day)
    old = say(ada, chess, "Who came?", at=timezone.now() - 5 * day / 6)
    new = say(ada, chess, "Who comes?", at=timezone.now() - 2 * day / 3)
    Absence.objects.create(user=bob, left_at=timezone.now() - 3 * day / 4)

    text = client.get("/catchup/").text
    assert "Since you left" in text
    assert f"/m/{new.pk}" in text
    assert f"/m/{old.pk}" not in text
    assert f"/m/{old.pk}" in client.get("/catchup/?span=day").text
