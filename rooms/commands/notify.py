from rooms.actions import notify as wishes
from rooms.errors import BadField
from rooms.models import Room

from .registry import command

MEANT = {
    "all": "of everything that is said",
    "mentions": "when somebody speaks to you or says one of your keywords",
    "none": "of nothing",
}
# Each of its lines speaks to the one who reads it.
IN_A_WHISPER = MEANT | {"mentions": MEANT["all"]}


@command(
    "/notify [level...]", "Be told of all, of mentions or of none that is said here.", writes=True
)
def notify(call, level):
    room = call.room
    place, meant = room.name, MEANT
    if room.kind == Room.Kind.WHISPER:
        place, meant = "this whisper", IN_A_WHISPER
    if not level:
        return f"In {place} you are told {meant[wishes.level_of(call.user, room)]}."
    level = level.casefold()
    if level not in meant:
        raise BadField("Say /notify all, /notify mentions or /notify none.")
    wishes.wish(call.user, room.pk, level)
    return f"In {place} you are told {meant[level]} from now on."
