from rooms.models import Room, unread
from rooms.text.excerpt import excerpt

from .registry import command

EXCERPT_CHARS = 60


@command("/unread why", "Show where something is unread, and why.")
def why(call):
    rooms = Room.objects.followed_by(call.user).seen_by(call.user)
    lines = [_line(call.user, room) for room in rooms if room.unread]
    return "\n".join(lines) or "You have read everything."


def _line(user, room):
    name = room.name or ", ".join(other.get_full_name() for other in room.others)
    first = unread.news(user).filter(room=room, seq__gt=room.read).order_by("seq").first()
    to_them = f", {room.mentions} of them to you" if room.mentions else ""
    return (
        f"{name}: {room.unread} unread{to_them}. You have read up to number {room.read};"
        f" {first.author.username} went on at {first.seq}: {excerpt(first.body, EXCERPT_CHARS)}"
    )
