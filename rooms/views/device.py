"""A cookie that says: somebody signed in here before, so it is no stranger who mistypes.

Attempts with it are counted for it alone, so nobody else's attempts keep its owner out (the
"device cookie" of the OWASP). It opens nothing.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rooms import limits
from rooms.text import names

COOKIE = "device"
SALT = "rooms.device"
AGE = timedelta(days=limits.DEVICE_DAYS)


def of(request, username):
    """What tells this browser from others, if this person signed in with it; else None."""
    try:
        owner, mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    return mark if owner == names.key(username) else None


def remember(response, user):
    """Have the browser remember that this person signed in with it."""
    value = signing.dumps([user.username_key, secrets.token_urlsafe(9)], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=AGE,
        path=reverse("sign-in"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
