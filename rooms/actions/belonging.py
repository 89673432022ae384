"""What actions on groups are made of: the room under its lock, who belongs, and the log of it."""

from contextlib import contextmanager

from django.db import IntegrityError
from django.utils import timezone

from rooms.errors import DEACTIVATED, BadField, Forbidden, NotFound
from rooms.models import Membership, Room, RoomEvent
from rooms.text import names
from rooms.wire import log, publish

from . import numbers

Role = Membership.Role
Kind = RoomEvent.Kind
LOBBY = names.key("Lobby")


@contextmanager
def changing(room, actor, *concerned):
    """One transaction with the room as it is now, locked, by somebody whose account stands; no
    more than theirs do the accounts of those concerned fall meanwhile.
    """
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        if not numbers.people([person.pk for person in (actor, *concerned)]).get(actor.pk):
            raise Forbidden(DEACTIVATED)
        yield counter


@contextmanager
def named(name, taken=None):
    """Around a change that gives an open group this name. Raises BadField if another has it."""
    taken = taken or BadField(f"There is a group called {name} already.", field="name")
    if names.key(name) == LOBBY:
        raise BadField("The lobby has that name. Please choose another one.", field="name")
    try:
        with numbers.writing():
            yield
    except IntegrityError:
        raise taken from None


def known_as(user, name, hint=""):
    """Raises BadField where this person could take two groups for each other.

    Of a private group that they are not in they learn nothing: its name is free to them.
    """
    if Room.objects.open_groups(user).filter(name_key=names.key(name)).exists():
        raise BadField(f"There is a group called {name} already.{hint}", field="name")


def membership(room, user):
    return Membership.objects.filter(room=room, user=user).first()


def group_membership(room, user):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("Only groups can be joined and left: the lobby is everyone's.")
    found = membership(room, user)
    if found is None:
        raise Forbidden(f"{user.username} is not a member of {room.name}.")
    return found


def must_own(room, actor):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("This is not a group. Type it in the group that you mean.")
    found = membership(room, actor)
    if found is None and room.private:
        raise NotFound()
    if found is None or found.role != Role.OWNER:
        raise Forbidden(f"Only an owner of {room.name} can do that.")


def add(counter, room, user, role, actor=None):
    """Make somebody a member: by themselves, or by whoever invited them."""
    seq = record(counter, room, Kind.JOINED, actor or user, user=user)
    numbers_of = {"joined_seq": seq, "read_seq": seq, "sees_from": room.public_from}
    Membership.objects.create(room=room, user=user, role=role, **numbers_of)
    moved(user)


def drop(counter, room, user, actor, kind, reason=""):
    Membership.objects.filter(room=room, user=user).delete()
    record(counter, room, kind, actor, user=user, reason=reason)
    moved(user)
    if not room.closed and not others(room, user).exists():
        shut(counter, room, actor)


def others(room, user):
    return Membership.objects.standing().filter(room=room).exclude(user=user)


def shut(counter, room, actor, reason=""):
    room.closed_at = timezone.now()
    room.save(update_fields=["closed_at"])
    record(counter, room, Kind.CLOSED, actor, reason=reason)


def record(counter, room, kind, actor, **more):
    """The change's row in the log, told once it is committed. Returns its number."""
    row = RoomEvent.objects.create(room=room, seq=counter.take(), kind=kind, actor=actor, **more)
    publish.entry(room.pk, log.of_event(row))
    return row.seq


def moved(user):
    numbers.touch([user.pk])
    publish.refresh([user.pk])
