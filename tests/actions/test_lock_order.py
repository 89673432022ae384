"""Rows are locked in one order everywhere, so that no two people wait for each other."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.actions import notify, presence
from rooms.actions.presence import coarse
from rooms.models import Absence, Appearance, Lease

pytestmark = pytest.mark.django_db


def written(act, *tables):
    """Which of these tables was written or locked, statement for statement."""
    with CaptureQueriesContext(connection) as asked:
        act()
    found = [
        re.match(r'(?:UPDATE|INSERT INTO|SELECT .* FROM) "rooms_(\w+)"', query["sql"])
        for query in asked
    ]
    return [one[1] for one in found if one and one[1] in tables]


def test_a_wish_takes_the_person_before_the_membership(bob, chess):
    told = written(
        lambda: notify.wish(bob, chess.pk, "all", ["tea"]), "user", "membership", "userseq"
    )
    assert told == sorted(told, key=["user", "membership", "userseq"].index)
    assert set(told) == {"user", "membership", "userseq"}


def test_a_sweep_takes_all_people_at_once_whenever_their_servers_ended(ada, bob):
    ended = [timezone.now() - timedelta(hours=hours) for hours in (1, 2)]
    leases = [uuid4(), uuid4()]
    for lease, user in zip(leases, (ada, bob), strict=True):
        presence.renew(lease, [(uuid4(), user.pk)])
    for lease, until in zip(leases, ended, strict=True):
        Lease.objects.filter(pk=lease).update(until=until)

    told = written(lambda: presence.alone(uuid4()), "appearance", "absence")

    assert told == sorted(told, reverse=True)
    assert set(told) == {"appearance", "absence"}
    seen = [row.last_seen for row in Appearance.objects.order_by("pk")]
    assert seen == [coarse(until) for until in ended]
    assert [row.left_at for row in Absence.objects.order_by("pk")] == ended
