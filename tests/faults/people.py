"""People who have signed in, without a password to be hashed."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth

from rooms.models import User


def made(count, name="person"):
    """[user id, name, session key] of each."""
    return [person(f"{name}{number}") for number in range(count)]


def person(name):
    """[user id, name, session key] of a new account."""
    user = User.objects.create_user(name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return [user.pk, user.username, session.session_key]
