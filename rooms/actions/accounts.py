"""Making accounts, their passwords, and what operators do with them."""

import secrets
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from rooms import limits
from rooms.errors import BadField, Forbidden
from rooms.models import AuditEntry, SetUp, User
from rooms.text import names, syllables
from rooms.wire import publish

from . import numbers
from .oversight import on_record

CODE_SYLLABLES = 8
PASSWORD_SYLLABLES = 10
MAKE = "make account"
SET_ONE_TIME = "set one-time password"


def set_up_open():
    """Whether the first person is still awaited."""
    return not User.objects.filter(bot=False).exists()


def set_up_code():
    """What the first operator types to show that the server is theirs: same on every start."""
    digest = salted_hmac("rooms.set-up", "code", algorithm="sha256").digest()
    return syllables.spoken(digest[:CODE_SYLLABLES])


def is_set_up_code(typed):
    """Whether this is the code, however its letters were grouped."""
    heard = syllables.heard(typed)
    return constant_time_compare(heard, syllables.heard(set_up_code()))


def set_up(username, password, name=""):
    """Make the first operator. Raises Forbidden for all but the first who come."""
    late = Forbidden("Somebody has just set this chat up. You can sign up, or sign in.")
    user = _new(username, password, name, is_staff=True, is_superuser=True)
    try:
        with numbers.writing():
            if not set_up_open():
                raise late
            user.save()
            SetUp.objects.create(operator=user)
    except IntegrityError:
        raise late from None
    return user


def sign_up_open():
    return settings.SIGNUP == "open" and not set_up_open()


def sign_up(username, password, name=""):
    """A new account. Raises BadField when the name can't be had, Forbidden when none are made."""
    if not sign_up_open():
        raise Forbidden("New accounts are not made here at the moment. Please ask an operator.")
    user = _new(username, password, name)
    _add(user)
    return user


def make(operator, username, name, reason):
    """An account for somebody, by an operator. Returns it and its one-time password."""
    password, fields = _one_time()
    user = _new(username, None, name)
    with on_record(MAKE, operator, reason) as record:
        _add(user)
        _change(user, **fields)
        record.user = user
    return user, password


def choose_password(user, password):
    """Give oneself a password: other browsers are signed out."""
    user.set_password(password)
    with numbers.writing():
        user.save(update_fields=["password", "one_time_until"])
        look_again(user)


def look_again(user):
    """Have all sockets of this person make sure that they may stay: after signing out, too."""
    with numbers.writing():
        numbers.touch([user.pk])
        publish.refresh([user.pk])


def one_time_password(operator, user, reason):
    """A password for coming in once, within a day, and then choosing their own."""
    password, fields = _one_time()
    with _deed(SET_ONE_TIME, operator, user, reason):
        _expect(user.is_active, f"{user.username} is deactivated. Reactivate the account first.")
        _change(user, **fields)
    return password


def use_one_time_password(user):
    """Use up the one with which they have just come. Raises Forbidden when somebody did before."""
    now = timezone.now()
    with numbers.writing():
        unused = User.objects.filter(pk=user.pk, password=user.password, one_time_until__gt=now)
        if not unused.update(one_time_until=now):
            raise Forbidden("This password was used already. Please ask an operator for another.")


def end_one_time_passwords(using):
    """Let none of a restored database be used: some were, since it was saved."""
    now = timezone.now()
    User.objects.using(using).filter(one_time_until__gt=now).update(one_time_until=now)


def one_time_records(user):
    """Who set one-time passwords for this person and when, the newest first."""
    records = AuditEntry.objects.filter(user=user, action__in=[MAKE, SET_ONE_TIME])
    return records.select_related("actor").order_by("-at", "-pk")


def deactivate(operator, user, reason):
    """End an account for now: signed out everywhere for good, nothing of it deleted."""
    with _deed("deactivate", operator, user, reason) as operators:
        _expect(user.is_active, f"{user.username} is deactivated already.")
        if user.pk == operator.pk:
            raise Forbidden("This is your own account. Another operator can deactivate it.")
        _keep_one(operators, user)
        _change(user, is_active=False, sessions_ended=user.sessions_ended + 1)


def reactivate(operator, user, reason):
    with _deed("reactivate", operator, user, reason):
        _expect(not user.is_active, f"{user.username} can sign in already.")
        _change(user, is_active=True)


def make_operator(operator, user, reason):
    with _deed("make operator", operator, user, reason):
        _expect(user.is_active, f"{user.username} is deactivated. Reactivate the account first.")
        _expect(not user.is_staff, f"{user.username} is an operator already.")
        _change(user, is_staff=True, is_superuser=True)


def unmake_operator(operator, user, reason):
    with _deed("unmake operator", operator, user, reason) as operators:
        _expect(user.is_staff, f"{user.username} is no operator.")
        _keep_one(operators, user)
        _change(user, is_staff=False, is_superuser=False)


@contextmanager
def _deed(action, operator, user, reason):
    """One transaction of an operator, on record, after which the person's sockets look again.

    The person is read anew. Gives the ids of all active operators; neither they nor the person
    can change before it commits.
    """
    with on_record(action, operator, reason, user=user):
        people = User.objects.filter(Q(pk=user.pk) | Q(is_staff=True, is_active=True, bot=False))
        people = list(people.order_by("pk").select_for_update(no_key=True))
        operators = {one.pk for one in people if one.is_staff and one.is_active and not one.bot}
        if operator.pk not in operators:
            raise Forbidden("Only operators can do this.")
        user.refresh_from_db()
        _expect(not user.bot, f"{user.username} is not a person and never signs in.")
        yield operators
        look_again(user)


def _expect(so, otherwise):
    if not so:
        raise Forbidden(otherwise)


def _keep_one(operators, user):
    if operators == {user.pk}:
        raise Forbidden(
            f"{user.username} is the only operator. Make somebody else an operator first."
        )


def _one_time():
    """A new password, and the fields of an account that has it."""
    password = syllables.spoken(secrets.token_bytes(PASSWORD_SYLLABLES))
    until = timezone.now() + timedelta(hours=limits.ONE_TIME_HOURS)
    return password, {"password": make_password(password), "one_time_until": until}


def _change(user, **fields):
    for field, value in fields.items():
        setattr(user, field, value)
    user.save(update_fields=fields)


def _new(username, password, name, **more):
    """An account that is not saved yet: hashing takes long, and no lock waits for it."""
    username = names.username(username)
    user = User(username=username, name=names.display(name), **more)
    user.set_password(password)
    return user


def _add(user):
    """Save a new account. Raises BadField when somebody has its name."""
    taken = BadField(
        f"Somebody is called {user.username} already. Please choose another name.",
        field="username",
    )
    if User.objects.filter(username_key=names.key(user.username)).exists():
        raise taken
    try:
        with numbers.writing():
            user.save()
    except IntegrityError:
        raise taken from None
