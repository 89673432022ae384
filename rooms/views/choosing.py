"""The time between a one-time password and one's own: known, but not in.

Kept in the session of the one visitor who used the one-time password up, for some minutes.
"""

from rooms import limits
from rooms.models import User

KEY = "choosing"


def begin(request, user, url):
    """This visitor gave the person's one-time password and wanted to go to `url`."""
    request.session.flush()
    request.session[KEY] = [user.pk, user.get_session_auth_hash(), url]
    request.session.set_expiry(60 * limits.CHOOSING_MINUTES)


def person(request):
    """Who chooses a password here, or None."""
    pk, proof, _ = request.session.get(KEY, (None, "", ""))
    user = User.objects.filter(pk=pk, is_active=True).exclude(one_time_until=None).first()
    return user if user and user.get_session_auth_hash() == proof else None


def end(request):
    """Where they wanted to go. Nothing of this time is left."""
    _, _, url = request.session[KEY]
    request.session.flush()
    return url
