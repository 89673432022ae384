"""What was taken back can be had again for some days, and is gone for good then."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from rooms import limits
from rooms.actions import corrections, groups, messages, tombstones
from rooms.errors import Forbidden
from rooms.models import AuditEntry, Mention, Message, Reaction, RoomEvent, Saved, Version

WHY = "It was spam."


@pytest.fixture
def chess(ada, bob, eve):
    room = groups.create(ada, "Chess")
    for member in (bob, eve):
        groups.join(member, room)
    return room


@pytest.fixture
def message(bob, ada, chess):
    """Of Bob's, with all that can hang on one."""
    pk = messages.post(bob, chess, "Hello @ada", uuid4()).message_id
    corrections.edit(bob, pk, "Hello, @ada")
    message = Message.objects.get(pk=pk)
    about = {"message": message, "user": ada}
    Reaction.objects.create(**about, emoji="👍")
    Saved.objects.create(**about)
    Message.objects.filter(pk=pk).update(pinned_at=timezone.now(), pinned_by=ada)
    return message


def as_it_was(message):
    message.refresh_from_db()
    hanging = [sorted(model.objects.values_list()) for model in tombstones.HANGING.values()]
    return message.body, message.html, message.edited_at, hanging


def age(message, **more):
    Message.objects.filter(pk=message.pk).update(deleted_at=timezone.now() - timedelta(**more))


def test_a_tombstone_tells_who_and_why_and_is_pinned_no_more(ada, message):
    tombstones.delete(ada, message.pk, f"  {WHY}\n")

    message.refresh_from_db()
    assert (message.deleted_by, message.delete_reason) == (ada, WHY)
    assert (message.pinned_at, message.pinned_by) == (None, None)
    event = RoomEvent.objects.get(kind="deleted")
    assert (event.seq, event.actor, event.reason) == (message.rev, ada, WHY)


@pytest.mark.parametrize(
    ("deleter", "restorer", "may"),
    [
        ("bob", "bob", True),
        ("bob", "ada", True),
        ("bob", "eve", False),
        ("ada", "ada", True),
        ("ada", "bob", False),
        ("olga", "ada", True),
        ("olga", "olga", True),
        ("olga", "bob", False),
    ],
)
def test_who_may_restore(ada, bob, eve, person, message, deleter, restorer, may):
    people = {"ada": ada, "bob": bob, "eve": eve, "olga": person("olga", is_staff=True)}
    before = as_it_was(message)
    tombstones.delete(people[deleter], message.pk, WHY)

    if may:
        tombstones.restore(people[restorer], message.pk)
        assert as_it_was(message) == before
        assert (message.deleted_at, message.deleted_by, message.delete_reason) == (None, None, "")
    else:
        with pytest.raises(Forbidden, match="can restore it"):
            tombstones.restore(people[restorer], message.pk)
        message.refresh_from_db()
        assert message.deleted_at


def test_the_last_day_is_a_day_for_restoring_and_the_next_is_not(bob, message):
    tombstones.delete(bob, message.pk)
    age(message, days=limits.RESTORE_DAYS, seconds=1)
    with pytest.raises(Forbidden, match="30 days"):
        tombstones.restore(bob, message.pk)

    age(message, days=limits.RESTORE_DAYS, seconds=-60)
    assert tombstones.purge() == {}
    tombstones.restore(bob, message.pk)
    assert message.versions.count() == 1


def test_a_purge_leaves_the_tombstone_alone(bob, chess, message):
    kept = messages.post(bob, chess, "I stay", uuid4()).message_id
    corrections.edit(bob, kept, "I stay here")
    tombstones.delete(bob, message.pk, "A slip")
    age(message, days=limits.RESTORE_DAYS + 1)
    emptied = {"body": "", "html": "", "terms": None, "terms_of": None}
    stands = Message.objects.values().get(pk=message.pk) | emptied

    gone = tombstones.purge()

    assert gone == {"message": 1, "version": 1, "mention": 1, "reaction": 1, "saved mark": 1}
    assert Message.objects.values().get(pk=message.pk) == stands
    for model in (Mention, Reaction, Saved):
        assert not model.objects.exists()
    assert Version.objects.get().message_id == kept
    record = AuditEntry.objects.get()
    assert (record.action, record.actor) == ("purged", None)
    assert record.reason == "1 message, 1 version, 1 mention, 1 reaction, 1 saved mark"
    with pytest.raises(Forbidden, match="gone for good"):
        tombstones.restore(bob, message.pk)


def test_a_purge_goes_in_bites_and_has_nothing_to_do_twice(bob, chess, monkeypatch):
    monkeypatch.setattr(limits, "PURGED_AT_ONCE", 2)
    for number in range(5):
        pk = messages.post(bob, chess, f"line {number}", uuid4()).message_id
        tombstones.delete(bob, pk)
    Message.objects.update(deleted_at=timezone.now() - timedelta(days=31))

    said = [StringIO(), StringIO()]
    for output in said:
        call_command("purge", stdout=output)

    assert "gone now: 5 messages." in said[0].getvalue()
    assert "gone now: nothing." in said[1].getvalue()
    reasons = AuditEntry.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["2 messages", "2 messages", "1 message"]


def test_operators_find_a_purge_on_record(bob, message, person, client):
    tombstones.delete(bob, message.pk)
    age(message, days=limits.RESTORE_DAYS + 1)
    tombstones.purge()

    client.force_login(person("olga", is_staff=True))
    page = client.get("/admin/rooms/auditentry/").content.decode()
    assert "purged" in page
    assert "1 message, 1 version" in page


def test_a_purge_makes_nobody_wait_and_walks_along_nothing(message, django_assert_num_queries):
    """It happens each hour, and there may be millions of messages."""
    with django_assert_num_queries(1) as asked:
        assert tombstones.purge() == {}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            steps = [step for *_, step in cursor.fetchall()]
        assert "SEARCH rooms_message USING INDEX tombstones (deleted_at<?)" in steps
        assert not [step for step in steps if step.startswith("SCAN")]
