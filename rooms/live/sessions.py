"""Whose a socket is, and whether it still is: the session row, the account, the password."""

from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from rooms.models import User

SIGN_IN = 4401
DEACTIVATED = 4403


class Visitor(NamedTuple):
    user: User
    session_key: str


def visitor(headers):
    """The signed-in Visitor whose cookie this is, or None."""
    session_key = key_of(headers)
    if not session_key:
        return None
    user = _user_of(session_key)
    return Visitor(user, session_key) if user.is_authenticated else None


def standing(visitors):
    """{visitor: close code} of those who may not stay: signed out, or deactivated."""
    ids = {visitor.user.pk for visitor in visitors}
    people = User.objects.filter(pk__among=ids, is_active=True)
    proofs = dict((user.pk, _proof(user)) for user in people.only("password", "sessions_ended"))
    present = _present({visitor.session_key for visitor in visitors})
    verdicts = {}
    for visitor in visitors:
        proof = proofs.get(visitor.user.pk)
        if proof is None:
            verdicts[visitor] = DEACTIVATED
        elif visitor.session_key not in present:
            verdicts[visitor] = SIGN_IN
        elif proof != _proof(visitor.user) and not _still_signed_in(visitor):
            verdicts[visitor] = SIGN_IN
    return verdicts


def _proof(user):
    """What a session of theirs rests on."""
    return user.password, user.sessions_ended


def _present(keys):
    store = _engine().SessionStore
    model = store.get_model_class()
    rows = model.objects.filter(session_key__among=keys).values_list("session_key", "expire_date")
    now = timezone.now()
    return {key for key, until in rows if until > now}


def _still_signed_in(visitor):
    return _user_of(visitor.session_key).pk == visitor.user.pk


def _user_of(session_key):
    request = HttpRequest()
    request.session = _engine().SessionStore(session_key)
    return auth.get_user(request)


def _engine():
    return import_module(settings.SESSION_ENGINE)


def key_of(headers):
    """The session key that these headers bring, whoever made it up; None without."""
    # Django's own way: the standard library's stops at the first odd cookie of somebody else.
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(settings.SESSION_COOKIE_NAME)
