"""What the database itself refuses, whoever writes."""

import uuid
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction

from rooms.models import (
    Membership,
    Mention,
    Message,
    Reaction,
    Receipt,
    Room,
    RoomEvent,
    RoomSeq,
    Saved,
    SetUp,
    User,
    Version,
)

MODELS = [model for model in apps.get_app_config("rooms").get_models() if not model._meta.proxy]
CHOICES = [(model, field.name) for model in MODELS for field in model._meta.fields if field.choices]

# The constraint, and how it could be broken.
BREACHES = {
    "one_user_per_name": lambda it: User(username="ADA", username_key="ada").save(),
    "one_lobby": lambda it: room("lobby"),
    "one_open_group_per_name": lambda it: room("group", name_key="chess"),
    "one_whisper_room_per_people": lambda it: room("whisper", people_key="1,2"),
    "whispers_have_people": lambda it: room("whisper"),
    "groups_have_names": lambda it: room("group"),
    "rooms_are_of_a_kind": lambda it: change(it.group, kind="channel"),
    "one_membership_per_person": lambda it: Membership.objects.create(room=it.group, user=it.ada),
    "members_have_a_role": lambda it: change(it.membership, role="king"),
    "members_are_told_so_much": lambda it: change(it.membership, notify="loudly"),
    "one_message_per_number": lambda it: message(it, client_id=uuid.uuid4()),
    "a_line_is_kept_once": lambda it: message(it, seq=2, rev=2),
    "changes_come_after_the_post": lambda it: change(it.message, seq=2),
    "messages_are_of_a_kind": lambda it: change(it.message, kind="poem"),
    "answers_are_in_a_state": lambda it: change(it.message, answer_state="tired"),
    "one_event_per_number": lambda it: RoomEvent.objects.create(
        room=it.group, seq=1, kind="closed"
    ),
    "events_are_of_a_kind": lambda it: change(it.event, kind="painted"),
    "events_give_a_role_or_none": lambda it: change(it.event, role="king"),
    "one_receipt_per_line": lambda it: receipt(it),
    "seqs_only_grow": lambda it: change(it.counter, last_seq=-1),
    "groups_alone_are_private": lambda it: change(it.whisper, private=True),
    "newcomers_see_all_or_less": lambda it: change(it.group, history="none"),
    "one_mention_per_person": lambda it: mention(it),
    "one_reaction_per_person_and_emoji": lambda it: Reaction.objects.create(
        message=it.message, user=it.ada, emoji="👍"
    ),
    "versions_in_order": lambda it: version(it),
    "saved_once_per_person": lambda it: Saved.objects.create(message=it.message, user=it.ada),
    "set_up_once": lambda it: change(it.setup, id=2),
}


def room(kind, **more):
    return Room.objects.create(kind=kind, **more)


def message(it, **more):
    fields = {"seq": 1, "rev": 1, "client_id": it.client_id, "sent_digest": b""}
    return Message.objects.create(room=it.group, author=it.ada, **fields | more)


def receipt(it):
    return Receipt.objects.create(sender=it.ada, client_id=it.client_id, digest=b"", reply={})


def mention(it):
    return Mention.objects.create(message=it.message, room=it.group, seq=1, user=it.ada, name="ada")


def version(it):
    at = it.ada.joined_at
    return Version.objects.create(message=it.message, n=1, editor=it.ada, body="", at=at)


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.fixture
def it(ada, lobby):
    """One row of everything."""
    it = SimpleNamespace(ada=ada, client_id=uuid.uuid4(), setup=SetUp.objects.create(operator=ada))
    it.group = room("group", name="Chess", name_key="chess")
    it.whisper = room("whisper", people_key="1,2")
    it.counter = RoomSeq.objects.create(room=it.group)
    it.membership = Membership.objects.create(room=it.group, user=ada)
    it.event = RoomEvent.objects.create(room=it.group, seq=1, kind="joined")
    it.message, it.receipt = message(it), receipt(it)
    it.mention, it.version = mention(it), version(it)
    it.reaction = Reaction.objects.create(message=it.message, user=ada, emoji="👍")
    it.saved = Saved.objects.create(message=it.message, user=ada)
    return it


@pytest.mark.parametrize("name", BREACHES)
def test_what_must_not_be_is_refused(it, name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREACHES[name](it)

    if connection.vendor == "postgresql":
        assert refusal.value.__cause__.diag.constraint_name == name


def test_every_constraint_is_tried():
    named = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    assert named == set(BREACHES)


@pytest.mark.parametrize(("model", "name"), CHOICES)
def test_what_may_be_chosen_may_be_kept_and_nothing_else(it, model, name):
    field, rows = model._meta.get_field(name), model.objects.order_by("pk")
    checks = [check for check in model._meta.constraints if _is_about(check, name)]
    assert len(checks) == 1
    for value in [choice for choice, _ in field.flatchoices] + [""] * field.blank:
        assert checks[0].condition.check({name: value}), value
    # PostgreSQL may find it too long before it is found to be nonsense.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        rows.update(**{name: "nonsense"})


def _is_about(constraint, name):
    """Whether this is the list of the values that a field may have."""
    parts = constraint.condition.children if constraint.condition else []
    return len(parts) == 1 and parts[0][0] == f"{name}__in"


def test_second_ones_are_fine_where_they_do_no_harm(it):
    change(it.group, closed_at=it.ada.joined_at)
    assert room("group", name="Chess", name_key="chess")
    assert room("whisper", people_key="1,3")
    assert message(it, seq=2, rev=5, client_id=uuid.uuid4())
