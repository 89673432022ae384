from rooms.actions import groups, presence, privacy
from rooms.models import Room, User

from .registry import command, unquoted

MOST_LISTED = 200


@command("/group create <name...>", "Make a group. You own it.", writes=True)
def create(call, name):
    room = groups.create(call.user, unquoted(name))
    return f"{room.name} is there, and you own it. Others come in with /group join {room.name}"


@command(
    "/group create-private <name...>",
    "Make a group that only those know of whom you invite.",
    writes=True,
)
def create_private(call, name):
    room = groups.create(call.user, unquoted(name), private=True)
    return f"{room.name} is there, and you own it. /group invite <user> in it brings others in."


@command("/group join <name...>", "Become a member of a group.", writes=True)
def join(call, name):
    room = call.group(name)
    if groups.join(call.user, room):
        return f"You are in {room.name} now."
    return f"You are in {room.name} already."


@command("/group invite <user>", "Bring somebody into this group.", writes=True)
def invite(call, user):
    room, person = call.room, call.person(user)
    if groups.invite(call.user, room, person):
        return f"{person.username} is in {room.name} now."
    return f"{person.username} is in {room.name} already."


@command("/group leave [name...]", "Leave this group, or the one you name.", writes=True)
def leave(call, name):
    room = call.own_group(name) if name else call.room
    groups.leave(call.user, room)
    return f"You have left {room.name}."


@command("/group list", "Show all groups, and which are yours.")
def listed(call):
    rooms = list(Room.objects.open_groups(call.user)[: MOST_LISTED + 1])
    lines = [_line(room) for room in rooms[:MOST_LISTED]]
    if len(rooms) > MOST_LISTED:
        lines.append("There are more: Browse beside the groups finds each by its name.")
    return "\n".join(lines) or "There are no groups yet. /group create <name> makes one."


@command("/group member [name...]", "Show who is in this group, or in the one you name.")
def member(call, name):
    room = call.own_group(name) if name else call.room
    here = {user.pk for user in presence.here()}
    people = User.objects.filter(bot=False).belonging_to(room).order_by("username_key")
    named = [user.username + _state(user, here) for user in people[:MOST_LISTED]]
    more = people.count() - len(named)
    if more > 0:
        named.append(f"and {more} more")
    return f"{room.name or 'This whisper'}: {', '.join(named) or 'nobody'}"


@command("/group owner <user>", "Make a member an owner of this group too.", writes=True)
def owner(call, user):
    room, person = call.room, call.person(user)
    if groups.hand_over(call.user, room, person):
        return f"{person.username} owns {room.name} too now."
    return f"{person.username} owns {room.name} already."


@command("/group close", "Close this group: nobody writes in it any more.", writes=True)
def close(call):
    room = call.room
    if groups.close(call.user, room):
        return f"{room.name} is closed. What was said there can still be read by its members."
    return f"{room.name} is closed already."


@command("/group private", "Hide this group from all who are not in it.", writes=True)
def private(call):
    room = call.room
    if privacy.make_private(call.user, room):
        return f"{room.name} is private: only its members know of it. /group invite <user>"
    return f"{room.name} is private already."


@command("/group public", "Let everyone find this group, but not what was said.", writes=True)
def public(call):
    room = call.room
    if privacy.make_public(call.user, room):
        return f"{room.name} is public. What was said before stays with those who were in it."
    return f"{room.name} is public already."


@command(
    "/group history <all-or-joined>",
    "Choose what newcomers see: all that is said, or what is said after they joined.",
    writes=True,
)
def history(call, all_or_joined):
    room = call.room
    changed = privacy.show_history(call.user, room, all_or_joined.casefold())
    state = "from now on" if changed else "already"
    return f"Newcomers see {room.get_history_display()}, {state}."


def _state(user, here):
    if not user.is_active:
        return " (deactivated)"
    return " (here)" if user.pk in here else ""


def _line(room):
    people = "1 member" if room.people == 1 else f"{room.people} members"
    private = ", private" if room.private else ""
    return f"{room.name}: {people}{private}{', you are in it' if room.mine else ''}"
