"""People who have signed in, without a password to be hashed."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.db import transaction

from rooms.models import User


def made(count):
    """[user id, name, session key] of each."""
    with transaction.atomic():
        return [person(f"person{number}") for number in range(count)]


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
