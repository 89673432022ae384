from rooms.models import Room, unread
from rooms.text.excerpt import excerpt

from .registry import command

EXCERPT_CHARS = 60


@command("/unread why", "Show where something is unread, and why.")
def why(call):
    mine = Room.objects.followed_by(call.user)
    titles = mine.titles_for(call.user)
    unread_ones = [room for room in mine.marked_by(call.user).order_by("pk") if room.unread]
    lines = [_line(call.user, room, titles[room.pk]) for room in unread_ones if room.pk in titles]
    return "\n".join(filter(None, lines)) or "You have read everything."


def _line(user, room, title):
    first = unread.news(user).filter(room=room, seq__gt=room.read).order_by("seq").first()
    if first is None:
        # It was taken back since it was counted.
        return ""
    to_them = f", {room.mentions} of them to you" if room.mentions else ""
    return (
        f"{title}: {room.unread} unread{to_them}. You have read up to number {room.read};"
        f" {first.author.username} went on at {first.seq}: {excerpt(first.body, EXCERPT_CHARS)}"
    )
