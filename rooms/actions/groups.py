"""Making, joining, leaving and running groups. Each change takes a number in the group's log."""

from django.db import IntegrityError
from django.utils import timezone

from rooms.errors import BadField, Forbidden, NotFound
from rooms.models import Membership, Room, RoomEvent, RoomSeq
from rooms.text import names
from rooms.wire import log, publish

from . import numbers

Role = Membership.Role
Kind = RoomEvent.Kind


def create(owner, name):
    """A new group whose first member is its owner. Raises BadField when the name is taken."""
    name = names.group(name)
    taken = BadField(f"There is a group called {name} already. /group join {name}", field="name")
    try:
        with numbers.writing():
            if _open_groups(name).exists():
                raise taken
            room = Room.objects.create(kind=Room.Kind.GROUP, name=name, name_key=names.key(name))
            RoomSeq.objects.create(room=room)
            with numbers.next_in(room) as counter:
                _add(counter, room, owner, Role.OWNER)
    except IntegrityError:
        raise taken from None
    return room


def join(user, room):
    """Become a member. Returns False when they were one already."""
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
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
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        membership = _group_membership(room, user)
        others = Membership.objects.filter(room=room).exclude(user=user)
        if others.exists() and _is_last_owner(membership):
            raise Forbidden(
                f"You are the only owner of {room.name}. Name another one with "
                "/group owner <user>, or close the group with /group close."
            )
        _drop(counter, room, user, actor=user, kind=Kind.LEFT)


def remove(actor, room, user, reason=""):
    """Show a member the door. An operator who takes the last owner out leaves none; with the last
    member the group closes.
    """
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        _group_membership(room, user)
        _drop(counter, room, user, actor=actor, kind=Kind.REMOVED, reason=reason)


def hand_over(actor, room, user, reason=""):
    """Make a member an owner beside the present ones."""
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        membership = _group_membership(room, user)
        if membership.role == Role.OWNER:
            return False
        Membership.objects.filter(pk=membership.pk).update(role=Role.OWNER)
        _record(counter, room, Kind.ROLE, actor, user=user, role=Role.OWNER, reason=reason)
        _moved(user)
    return True


def rename(actor, room, name, reason=""):
    name = names.group(name)
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        if room.name == name:
            return False
        if _open_groups(name).exclude(pk=room.pk).exists():
            raise BadField(f"There is a group called {name} already.", field="name")
        room.name, room.name_key = name, names.key(name)
        room.save(update_fields=["name", "name_key"])
        _record(counter, room, Kind.RENAMED, actor, reason=reason)
    return True


def close(actor, room, reason=""):
    """From now on the group can be read by its members, and written in by nobody."""
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        if room.closed:
            return False
        _close(counter, room, actor, reason)
    return True


def reopen(actor, room, reason=""):
    with numbers.next_in(room) as counter:
        room.refresh_from_db()
        if not room.closed:
            return False
        if _open_groups(room.name).exists():
            raise BadField(f"Another group is called {room.name} now. Rename one of them first.")
        room.closed_at = None
        room.save(update_fields=["closed_at"])
        _record(counter, room, Kind.REOPENED, actor, reason=reason)
    return True


def is_owner(user, room):
    return Membership.objects.filter(room=room, user=user, role=Role.OWNER).exists()


def _open_groups(name):
    return Room.objects.filter(kind=Room.Kind.GROUP, name_key=names.key(name), closed_at=None)


def _membership(room, user):
    return Membership.objects.filter(room=room, user=user).first()


def _group_membership(room, user):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("Only groups can be joined and left: the lobby is everyone's.")
    membership = _membership(room, user)
    if membership is None:
        raise Forbidden(f"{user.username} is not a member of {room.name}.")
    return membership


def _is_last_owner(membership):
    owners = Membership.objects.filter(room=membership.room_id, role=Role.OWNER)
    return membership.role == Role.OWNER and owners.count() == 1


def _add(counter, room, user, role):
    seq = _record(counter, room, Kind.JOINED, user, user=user)
    Membership.objects.create(room=room, user=user, role=role, joined_seq=seq, read_seq=seq)
    _moved(user)


def _drop(counter, room, user, actor, kind, reason=""):
    Membership.objects.filter(room=room, user=user).delete()
    _record(counter, room, kind, actor, user=user, reason=reason)
    _moved(user)
    if not room.closed and not Membership.objects.filter(room=room).exists():
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
