from django.utils import timezone

from rooms.actions.appearance import appear
from rooms.models import Appearance
from rooms.text import status as texts

from .registry import command

USE = "/status 🌴 On holiday for 3d sets one."


@command("/status [words...]", "Show others what you are at: 🌴 On holiday for 3d.", writes=True)
def status(call, words):
    if not words:
        return _told(Appearance.of(call.user))
    now = timezone.now()
    return _told(appear(call.user, status=texts.typed(words, now)))


@command("/status clear", "End your status.", writes=True)
def clear(call):
    appear(call.user, status=None)
    return "You have no status any more."


@command("/invisible on", "Appear offline to everybody, though you are here.", writes=True)
def hide(call):
    appear(call.user, invisible=True)
    return "You are invisible: to others you are offline, until /invisible off."


@command("/invisible off", "Be seen again.", writes=True)
def show(call):
    appear(call.user, invisible=False)
    return "Others see that you are here."


def _told(appearance):
    if not appearance.has_status:
        return f"You have no status. {USE}"
    words = " ".join(filter(None, [appearance.emoji, appearance.text]))
    if appearance.until is None:
        return f"Your status: {words}"
    return f"Your status, {_left(appearance.until - timezone.now())}: {words}"


def _left(time):
    minutes = round(time.total_seconds() / 60)
    number, unit = next(
        (round(minutes / size), unit)
        for size, unit in ((1_440, "day"), (60, "hour"), (1, "minute"))
        if minutes >= size or size == 1
    )
    return f"for {number} {unit}{'' if number == 1 else 's'}"
