"""How people appear to others: their status, whether they are seen and heard typing."""

from django.utils import timezone

from rooms.errors import Forbidden
from rooms.models import Appearance, each
from rooms.wire import publish

from . import numbers
from .presence import coarse

HIDDEN = (
    "You are invisible: a change of your status would show that you are here."
    " /invisible off shows you again."
)
NO_STATUS = {"emoji": "", "text": "", "until": None}


def appear(user, **changes):
    """Change how a person appears: `status` (a Status or None), `invisible`, `tells_typing`.

    Returns the Appearance. Raises Forbidden for a status that would give away who is invisible.
    """
    with numbers.writing():
        each.add([Appearance(user=user)])
        appearance = Appearance.objects.select_for_update().get(pk=user.pk)
        was_invisible, before = appearance.invisible, _status(appearance)
        _change(appearance, **changes)
        # The same once more shows nothing: they may not have heard that it was done.
        if was_invisible and appearance.invisible and _status(appearance) != before:
            raise Forbidden(HIDDEN, field="status")
        if appearance.invisible and not was_invisible:
            # As if they left now: whoever looks later finds nothing newer.
            appearance.last_seen = coarse(timezone.now())
        appearance.save()
        numbers.touch([user.pk])
        publish.refresh([user.pk])
        publish.people([user.pk])
    return appearance


def _status(appearance):
    return [getattr(appearance, name) for name in NO_STATUS]


def _change(appearance, status=..., **flags):
    if status is not ...:
        flags |= NO_STATUS if status is None else status._asdict()
    for name, value in flags.items():
        setattr(appearance, name, value)
