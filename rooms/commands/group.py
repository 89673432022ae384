from django.db.models import Count, Exists, OuterRef

from rooms.actions import groups, presence
from rooms.errors import Forbidden
from rooms.models import Membership, Room, User

from .registry import command, unquoted


@command("/group create <name...>", "Make a group. You own it.", writes=True)
def create(call, name):
    room = groups.create(call.user, unquoted(name))
    return f"{room.name} is there, and you own it. Others come in with /group join {room.name}"


@command("/group join <name...>", "Become a member of a group.", writes=True)
def join(call, name):
    room = call.group(name)
    if groups.join(call.user, room):
        return f"You are in {room.name} now."
    return f"You are in {room.name} already."


@command("/group leave [name...]", "Leave this group, or the one you name.", writes=True)
def leave(call, name):
    room = call.own_group(name) if name else call.room
    if room.kind == Room.Kind.LOBBY:
        raise Forbidden("The lobby is everyone's: nobody has to leave it.")
    groups.leave(call.user, room)
    return f"You have left {room.name}."


@command("/group list", "Show all groups, and which are yours.")
def listed(call):
    mine = Membership.objects.filter(room=OuterRef("pk"), user=call.user)
    rooms = Room.objects.visible_to(call.user).filter(kind=Room.Kind.GROUP, closed_at=None)
    rooms = rooms.annotate(people=Count("memberships"), mine=Exists(mine)).order_by("name_key")
    lines = [_line(room) for room in rooms]
    return "\n".join(lines) or "There are no groups yet. /group create <name> makes one."


@command("/group member [name...]", "Show who is in this group, or in the one you name.")
def member(call, name):
    room = call.own_group(name) if name else call.room
    here = {user.pk for user in presence.here()}
    people = User.objects.filter(is_active=True, bot=False).belonging_to(room)
    lines = [
        f"{user.username}{' (here)' if user.pk in here else ''}"
        for user in people.order_by("username_key")
    ]
    return f"{room.name or 'This whisper'}: {', '.join(lines) or 'nobody'}"


@command("/group owner <user>", "Make a member an owner of this group too.", writes=True)
def owner(call, user):
    room, person = _owned(call), call.person(user)
    if groups.hand_over(call.user, room, person):
        return f"{person.username} owns {room.name} too now."
    return f"{person.username} owns {room.name} already."


@command("/group close", "Close this group: nobody writes in it any more.", writes=True)
def close(call):
    room = _owned(call)
    if groups.close(call.user, room):
        return f"{room.name} is closed. What was said there can still be read by its members."
    return f"{room.name} is closed already."


def _owned(call):
    room = call.room
    if room.kind != Room.Kind.GROUP:
        raise Forbidden("This is not a group. Type it in the group that you mean.")
    if not groups.is_owner(call.user, room):
        raise Forbidden(f"Only an owner of {room.name} can do that.")
    return room


def _line(room):
    people = "1 member" if room.people == 1 else f"{room.people} members"
    return f"{room.name}: {people}{', you are in it' if room.mine else ''}"
