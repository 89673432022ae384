"""Making, joining, leaving and running groups. Each change takes a number in the group's log."""

from contextlib import contextmanager

from django.db import IntegrityError
from django.utils import timezone

from rooms.errors import DEACTIVATED, BadField, Forbidden, NotFound
from rooms.models import Membership, Room, RoomEvent, RoomSeq
from rooms.text import names
from rooms.wire import log, publish

from . import numbers

Role = Membership.Role
Kind = RoomEvent.Kind
LOBBY = names.key("Lobby")
STAYING = {
    Room.Kind.LOBBY: "The lobby is everyone's: nobody has to leave it.",
    Room.Kind.WHISPER: "This is a whisper, not a group: nobody can leave it.",
}


def create(owner, name):
    """A new group whose first member is its owner. Raises BadField when the name is taken."""
    name = names.group(name)
    with _named(name, f" /group join {name}"):
        room = Room.objects.create(kind=Room.Kind.GROUP, name=name, name_key=names.key(name))
        RoomSeq.objects.create(room=room)
        with _changing(room, owner) as counter:
            _add(counter, room, owner, Role.OWNER)
    return room


def join(user, room):
    """Become a member. Returns False when they were one already."""
    with _changing(room, user) as counter:
        if room.kind == Room.Kind.WHISPER:
            raise NotFound()
        if room.kind == Room.Kind.LOBBY or _membership(room, user):
            return False
        if room.closed:
            raise Forbidden(f"{room.name} is closed, so nobody can join it any more.")
        _add(counter, room, user, Role.MEMBER)
    return True


def leave(user, room):
    """Stop being a member. With the last member the group closes."""
    with _changing(room, user) as counter:
        if room.kind != Room.Kind.GROUP:
            raise Forbidden(STAYING[room.kind])
        membership = _membership(room, user)
        if membership is None:
            raise Forbidden(f"You are not a member of {room.name}.")
        if not room.closed and _leaves_no_owner(membership, _others(room, user)):
            raise Forbidden(
                f"You are the only owner of {room.name}. Name another one with "
                "/group owner <user>, or close the group with /group close."
            )
        _drop(counter, room, user, actor=user, kind=Kind.LEFT)


def remove(actor, room, user, reason=""):
    """Show a member the door. An operator who takes the last owner out leaves none; with the last
    member the group closes.
    """
    with _changing(room, actor) as counter:
        _group_membership(room, user)
        _drop(counter, room, user, actor=actor, kind=Kind.REMOVED, reason=reason)


def hand_over(actor, room, user, reason="", oversees=False):
    """Make a member an owner beside the present ones. Only owners can, and who `oversees`."""
    with _changing(room, actor) as counter:
        if not oversees:
            _must_own(room, actor)
        membership = _group_membership(room, user)
        if membership.role == Role.OWNER:
            return False
        Membership.objects.filter(pk=membership.pk).update(role=Role.OWNER)
        _record(counter, room, Kind.ROLE, actor, user=user, role=Role.OWNER, reason=reason)
        _moved(user)
    return True


def rename(actor, room, name, reason=""):
    name = names.group(name)
    with _named(name), _changing(room, actor) as counter:
        if room.name == name:
            return False
        room.name, room.name_key = name, names.key(name)
        room.save(update_fields=["name", "name_key"])
        _record(counter, room, Kind.RENAMED, actor, reason=reason)
    return True


def close(actor, room, reason="", oversees=False):
    """From now on the group can be read by its members, and written in by nobody. Only owners
    can, and who `oversees`.
    """
    with _changing(room, actor) as counter:
        if not oversees:
            _must_own(room, actor)
        if room.closed:
            return False
        _close(counter, room, actor, reason)
    return True


def reopen(actor, room, reason=""):
    taken = BadField(f"Another group is called {room.name} now. Rename one of them first.")
    with _named(room.name, taken=taken), _changing(room, actor) as counter:
        if not room.closed:
            return False
        room.closed_at = None
        room.save(update_fields=["closed_at"])
        _record(counter, room, Kind.REOPENED, actor, reason=reason)
    return True


@contextmanager
def _changing(room, actor):
    """One transaction with the room as it is now, locked, by somebody whose account stands."""
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        if not numbers.people([actor.pk]).get(actor.pk):
            raise Forbidden(DEACTIVATED)
        yield counter


@contextmanager
def _named(name, hint="", taken=None):
    """Around a change that gives an open group this name. Raises BadField if another has it."""
    taken = taken or BadField(f"There is a group called {name} already.{hint}", field="name")
    if names.key(name) == LOBBY:
        raise BadField("The lobby has that name. Please choose another one.", field="name")
    try:
        with numbers.writing():
            yield
    except IntegrityError:
        raise taken from None


def _membership(room, user):
    return Membership.objects.filter(room=room, user=user).first()


def _group_membership(room, user):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("Only groups can be joined and left: the lobby is everyone's.")
    membership = _membership(room, user)
    if membership is None:
        raise Forbidden(f"{user.username} is not a member of {room.name}.")
    return membership


def _must_own(room, actor):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("This is not a group. Type it in the group that you mean.")
    membership = _membership(room, actor)
    if membership is None or membership.role != Role.OWNER:
        raise Forbidden(f"Only an owner of {room.name} can do that.")


def _others(room, user):
    return Membership.objects.standing().filter(room=room).exclude(user=user)


def _leaves_no_owner(membership, others):
    is_owner = membership.role == Role.OWNER
    return is_owner and others.exists() and not others.filter(role=Role.OWNER).exists()


def _add(counter, room, user, role):
    seq = _record(counter, room, Kind.JOINED, user, user=user)
    Membership.objects.create(room=room, user=user, role=role, joined_seq=seq, read_seq=seq)
    _moved(user)


def _drop(counter, room, user, actor, kind, reason=""):
    Membership.objects.filter(room=room, user=user).delete()
    _record(counter, room, kind, actor, user=user, reason=reason)
    _moved(user)
    if not room.closed and not _others(room, user).exists():
        _close(counter, room, actor)


def _close(counter, room, actor, reason=""):
    room.closed_at = timezone.now()
    room.save(update_fields=["closed_at"])
    _record(counter, room, Kind.CLOSED, actor, reason=reason)


def _record(counter, room, kind, actor, **more):
    """The change's row in the log, told once it is committed. Returns its number."""
    row = RoomEvent.objects.create(room=room, seq=counter.take(), kind=kind, actor=actor, **more)
    publish.entry(room.pk, log.of_event(row))
    return row.seq


def _moved(user):
    numbers.touch([user.pk])
    publish.refresh([user.pk])
