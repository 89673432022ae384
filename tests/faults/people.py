"""People who have signed in, without a password to be hashed."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.db import transaction

from rooms.actions import groups
from rooms.models import Membership, User


def made(count, name="person"):
    """[user id, name, session key] of each."""
    with transaction.atomic():
        return [person(f"{name}{number}") for number in range(count)]


def in_groups(count, all_groups, each):
    """The same, of people who are each in so many of all groups, without a word of it there."""
    people = made(count)
    owner = User.objects.get(pk=people[0][0])
    rooms = [groups.create(owner, f"Group {number}").pk for number in range(all_groups)]
    Membership.objects.bulk_create(
        Membership(user_id=pk, room_id=rooms[(number + place) % all_groups])
        for number, (pk, _, _) in enumerate(people[1:])
        for place in range(each)
    )
    return people


def person(name):
    """[user id, name, session key] of a new account."""
    user = User.objects.create_user(name)
    return [user.pk, user.username, signed_in(user)]


def signed_in(user):
    """The key of a session that this person may have from now on."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
