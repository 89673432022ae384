"""Who may find a group, and what its newcomers see of its past.

Making it narrower is free. Making it wider exposes nothing that was said while it was narrow.
"""

from contextlib import contextmanager

from rooms.errors import BadField, Forbidden
from rooms.models import Room, RoomEvent

from . import belonging

Kind = RoomEvent.Kind
SPANS = {Room.History.ALL: Kind.WIDENED, Room.History.JOINED: Kind.NARROWED}
AS_IT_IS = {
    Room.Kind.LOBBY: "The lobby is everyone's, so it stays as it is.",
    Room.Kind.WHISPER: "This is a whisper, and stays between its people.",
}


def make_private(actor, room, reason="", oversees=False):
    """From now on only its members know of the group. Only owners can, and who `oversees`."""
    with _changing(room, actor, oversees) as counter:
        if room.private:
            return False
        room.private = True
        room.save(update_fields=["private"])
        belonging.record(counter, room, Kind.HIDDEN, actor, reason=reason)
    return True


def make_public(actor, room, reason="", oversees=False):
    """From now on everyone can find and join the group. What was said in it till then stays with
    those who were in it. Only owners can, and who `oversees`.
    """
    taken = BadField(f"Another group is called {room.name} by now. This one stays private.")
    with _changing(room, actor, oversees) as counter, belonging.named(room.name, taken):
        if not room.private:
            return False
        # The number of this very change.
        room.private, room.public_from = False, counter.last + 1
        room.save(update_fields=["private", "public_from"])
        belonging.record(counter, room, Kind.OPENED, actor, reason=reason)
    return True


def show_history(actor, room, history, reason="", oversees=False):
    """What newcomers will see of what is said from now on: all, or what is said after they
    joined. What was said before keeps the rule under which it was said. Only owners can, and who
    `oversees`.
    """
    if history not in Room.History.values:
        raise BadField("Newcomers see all, or what is said after they joined: say all or joined.")
    with _changing(room, actor, oversees) as counter:
        if room.history == history:
            return False
        room.history = history
        room.save(update_fields=["history"])
        belonging.record(counter, room, SPANS[history], actor, reason=reason)
    return True


@contextmanager
def _changing(room, actor, oversees):
    with belonging.changing(room, actor) as counter:
        if room.kind != Room.Kind.GROUP:
            raise Forbidden(AS_IT_IS[room.kind])
        if not oversees:
            belonging.must_own(room, actor)
        yield counter
