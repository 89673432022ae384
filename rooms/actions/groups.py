"""Making, joining, leaving and running groups. Each change takes a number in the group's log."""

from rooms.errors import BadField, Forbidden, NotFound
from rooms.models import Membership, Room, RoomEvent, RoomSeq
from rooms.text import names

from . import belonging, numbers

Role = Membership.Role
Kind = RoomEvent.Kind
STAYING = {
    Room.Kind.LOBBY: "The lobby is everyone's: nobody has to leave it.",
    Room.Kind.WHISPER: "This is a whisper, not a group: nobody can leave it.",
}

CLOSED_TO_OTHERS = {
    Room.Kind.LOBBY: "The lobby is everyone's: nobody has to be invited.",
    Room.Kind.WHISPER: "This is a whisper between two. /group create <name> makes a group.",
}


def create(owner, name, private=False):
    """A new group whose first member is its owner. Raises BadField when the name is taken."""
    name = names.group(name)
    hint = f" /group join {name}"
    taken = BadField(f"There is a group called {name} already.{hint}", field="name")
    with belonging.named(name, taken):
        belonging.known_as(owner, name, hint)
        facts = {"name": name, "name_key": names.key(name), "private": private}
        room = Room.objects.create(kind=Room.Kind.GROUP, **facts)
        RoomSeq.objects.create(room=room)
        with belonging.changing(room, owner) as counter:
            belonging.add(counter, room, owner, Role.OWNER)
    return room


def join(user, room):
    """Become a member. Returns False when they were one already."""
    with belonging.changing(room, user) as counter:
        if room.kind == Room.Kind.WHISPER:
            raise NotFound()
        if room.kind == Room.Kind.LOBBY or belonging.membership(room, user):
            return False
        if room.private:
            raise NotFound()
        if room.closed:
            raise Forbidden(f"{room.name} is closed, so nobody can join it any more.")
        belonging.add(counter, room, user, Role.MEMBER)
    return True


def invite(actor, room, user):
    """Make somebody a member. Any member can, and in a private group its owners alone.

    Returns False when they were one already.
    """
    with belonging.changing(room, actor, user) as counter:
        _may_invite(actor, room, user)
        if belonging.membership(room, user):
            return False
        belonging.add(counter, room, user, Role.MEMBER, actor)
    return True


def leave(user, room):
    """Stop being a member. With the last member the group closes."""
    with belonging.changing(room, user) as counter:
        if room.kind != Room.Kind.GROUP:
            raise Forbidden(STAYING[room.kind])
        membership = belonging.membership(room, user)
        if membership is None:
            raise Forbidden(f"You are not a member of {room.name}.")
        if not room.closed and _leaves_no_owner(membership, belonging.others(room, user)):
            raise Forbidden(
                f"You are the only owner of {room.name}. Name another one with "
                "/group owner <user>, or close the group with /group close."
            )
        belonging.drop(counter, room, user, actor=user, kind=Kind.LEFT)


def remove(actor, room, user, reason=""):
    """Show a member the door. An operator who takes the last owner out leaves none; with the last
    member the group closes.
    """
    with belonging.changing(room, actor) as counter:
        belonging.group_membership(room, user)
        belonging.drop(counter, room, user, actor=actor, kind=Kind.REMOVED, reason=reason)


def hand_over(actor, room, user, reason="", oversees=False):
    """Make a member an owner beside the present ones. Only owners can, and who `oversees`."""
    with belonging.changing(room, actor) as counter:
        if not oversees:
            belonging.must_own(room, actor)
        membership = belonging.group_membership(room, user)
        if membership.role == Role.OWNER:
            return False
        Membership.objects.filter(pk=membership.pk).update(role=Role.OWNER)
        more = {"user": user, "role": Role.OWNER, "reason": reason}
        belonging.record(counter, room, Kind.ROLE, actor, **more)
        belonging.moved(user)
    return True


def rename(actor, room, name, reason=""):
    name = names.group(name)
    with belonging.named(name), belonging.changing(room, actor) as counter:
        if room.name == name:
            return False
        room.name, room.name_key = name, names.key(name)
        room.save(update_fields=["name", "name_key"])
        belonging.record(counter, room, Kind.RENAMED, actor, reason=reason)
    return True


def close(actor, room, reason="", oversees=False):
    """From now on the group can be read by its members, and written in by nobody. Only owners
    can, and who `oversees`.
    """
    with belonging.changing(room, actor) as counter:
        if not oversees:
            belonging.must_own(room, actor)
        if room.closed:
            return False
        belonging.shut(counter, room, actor, reason)
    return True


def reopen(actor, room, reason=""):
    taken = BadField(f"Another group is called {room.name} now. Rename one of them first.")
    with belonging.named(room.name, taken), belonging.changing(room, actor) as counter:
        if not room.closed:
            return False
        room.closed_at = None
        room.save(update_fields=["closed_at"])
        belonging.record(counter, room, Kind.REOPENED, actor, reason=reason)
    return True


def _may_invite(actor, room, user):
    if room.kind != Room.Kind.GROUP:
        raise Forbidden(CLOSED_TO_OTHERS[room.kind])
    if room.private:
        belonging.must_own(room, actor)
    elif belonging.membership(room, actor) is None:
        raise Forbidden(f"Only members bring others into {room.name}. /group join {room.name}")
    if room.closed:
        raise Forbidden(f"{room.name} is closed, so nobody can come in any more.")
    if user.bot or not numbers.people([user.pk]).get(user.pk):
        raise Forbidden(f"{user.username} can't be a member.")


def _leaves_no_owner(membership, others):
    is_owner = membership.role == Role.OWNER
    return is_owner and others.exists() and not others.filter(role=Role.OWNER).exists()
