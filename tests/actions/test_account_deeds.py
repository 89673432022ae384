import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rooms.actions import accounts
from rooms.errors import Forbidden
from rooms.models import AuditEntry, User, UserSeq

from .refusals import refusal_of

PASSWORD = "long enough for this"


@pytest.fixture
def operator(person):
    return person("olga", is_staff=True, is_superuser=True)


def has_changed(user):
    return UserSeq.objects.filter(pk=user.pk, last__gt=0).exists()


@pytest.mark.django_db
def test_a_one_time_password_ends_what_was_signed_in_and_must_be_replaced(operator, ada):
    before = ada.get_session_auth_hash()

    password = accounts.one_time_password(operator, ada, "She forgot hers.")

    ada.refresh_from_db()
    assert ada.check_password(password)
    assert ada.must_change_password
    assert ada.get_session_auth_hash() != before
    assert has_changed(ada)
    assert password != accounts.one_time_password(operator, ada, "Again.")
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_of_two_who_come_with_it_at_once_one_uses_it_up(operator, ada):
    accounts.one_time_password(operator, ada, "She forgot hers.")
    first, second = User.objects.get(pk=ada.pk), User.objects.get(pk=ada.pk)

    accounts.use_one_time_password(first)

    assert "used already" in refusal_of(accounts.use_one_time_password, second)


@pytest.mark.django_db
def test_choosing_a_password_ends_the_one_time_one(operator, ada):
    accounts.one_time_password(operator, ada, "She forgot hers.")

    accounts.choose_password(ada, PASSWORD)

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert not ada.must_change_password


@pytest.mark.django_db
def test_what_operators_do_is_on_record_with_its_reason(operator, ada):
    for act in (
        accounts.one_time_password,
        accounts.deactivate,
        accounts.reactivate,
        accounts.make_operator,
        accounts.unmake_operator,
    ):
        act(operator, ada, f"because of {act.__name__}")

    records = AuditEntry.objects.order_by("pk")
    assert [(r.actor, r.user, r.reason) for r in records] == [
        (operator, ada, "because of one_time_password"),
        (operator, ada, "because of deactivate"),
        (operator, ada, "because of reactivate"),
        (operator, ada, "because of make_operator"),
        (operator, ada, "because of unmake_operator"),
    ]
    assert len({record.action for record in records}) == 5


@pytest.mark.django_db
def test_a_deactivated_account_stays_and_can_come_back(operator, ada):
    accounts.deactivate(operator, ada, "Holidays.")
    assert not User.objects.get(pk=ada.pk).is_active
    assert has_changed(ada)

    accounts.reactivate(operator, ada, "Back.")
    assert User.objects.get(pk=ada.pk).is_active


@pytest.mark.django_db
def test_what_is_so_already_is_not_done_again(operator, ada, person):
    gone = person("gone", is_active=False)
    for act, user, sentence in (
        (accounts.deactivate, gone, "deactivated already"),
        (accounts.make_operator, gone, "Reactivate the account first"),
        (accounts.one_time_password, gone, "Reactivate the account first"),
        (accounts.reactivate, ada, "can sign in already"),
        (accounts.unmake_operator, ada, "is no operator"),
        (accounts.make_operator, operator, "is an operator already"),
    ):
        assert sentence in refusal_of(act, operator, user, "Once more.")

    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_what_another_operator_has_just_done_is_seen(operator, ada):
    before = User.objects.get(pk=ada.pk)
    accounts.deactivate(operator, ada, "Spam.")

    assert "deactivated already" in refusal_of(accounts.deactivate, operator, before, "Spam.")

    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_nobody_deactivates_themselves(operator, person):
    person("otto", is_staff=True)

    assert "your own account" in refusal_of(accounts.deactivate, operator, operator, "Oops.")

    assert User.objects.get(pk=operator.pk).is_active
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_the_last_active_operator_stays_one(operator, person):
    person("gone", is_staff=True, is_active=False)
    person("robot", is_staff=True, bot=True)

    assert "only operator" in refusal_of(accounts.unmake_operator, operator, operator, "Enough.")

    assert User.objects.get(pk=operator.pk).is_staff


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        accounts.deactivate,
        accounts.reactivate,
        accounts.make_operator,
        accounts.unmake_operator,
        accounts.one_time_password,
    ],
)
def test_a_stranger_changes_nobody_s_account(operator, ada, eve, act):
    before = list(User.objects.order_by("pk").values())

    for victim in (operator, ada, eve):
        refusal_of(act, eve, victim, "Because I can.")

    assert list(User.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_stranger_makes_no_account(operator, eve):
    refusal_of(accounts.make, eve, "zoe", "", "Because I can.")

    assert set(User.objects.all()) == {operator, eve}
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_nothing_is_done_to_an_account_without_a_reason(operator, ada):
    assert "say why" in refusal_of(accounts.deactivate, operator, ada, "  ")

    assert User.objects.get(pk=ada.pk).is_active


@pytest.mark.django_db
def test_bots_get_neither_passwords_nor_power(operator, person):
    robot = person("robot", bot=True)

    for act in (accounts.one_time_password, accounts.make_operator, accounts.deactivate):
        assert "not a person" in refusal_of(act, operator, robot, "Why not.")

    robot.refresh_from_db()
    assert (robot.is_staff, robot.must_change_password) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_remove_each_other_leave_one(person):
    for round in range(5):
        pair = [person(f"{name}{round}", is_staff=True) for name in ("olga", "otto")]
        together = threading.Barrier(2)

        def remove(ours, theirs, together=together):
            together.wait(10)
            try:
                accounts.unmake_operator(ours, theirs, "A quarrel.")
            except Forbidden:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as operators:
            results = list(operators.map(remove, pair, reversed(pair)))

        assert sorted(results) == [False, True]
        User.objects.filter(is_staff=True).update(is_staff=False)
