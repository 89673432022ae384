from django.db.models import OuterRef, Subquery

from rooms.models import Room, unread
from rooms.text.excerpt import excerpt

from .registry import command

EXCERPT_CHARS = 60


@command("/unread why", "Show where something is unread, and why.")
def why(call):
    mine = Room.objects.followed_by(call.user)
    titles = mine.titles_for(call.user)
    unread_ones = [room for room in _marked(mine, call.user) if room.unread]
    news = unread.news(call.user).filter(pk__in=[room.first for room in unread_ones if room.first])
    first = news.select_related("author").worded().in_bulk()
    # It may have been taken back since it was counted.
    known = [room for room in unread_ones if room.first in first and room.pk in titles]
    lines = [_line(room, titles[room.pk], first[room.first]) for room in known]
    return "\n".join(lines) or "You have read everything."


def _marked(rooms, user):
    """These rooms with what is unread in each, and the id of the first of that."""
    above = unread.news(user).filter(room=OuterRef("pk"), seq__gt=OuterRef("read"))
    first = Subquery(above.order_by("seq").values("pk")[:1])
    return rooms.marked_by(user).annotate(first=first).order_by("pk")


def _line(room, title, first):
    to_them = f", {room.mentions} of them to you" if room.mentions else ""
    return (
        f"{title}: {room.unread} unread{to_them}. You have read up to number {room.read};"
        f" {first.author.username} went on at {first.seq}: {excerpt(first.words, EXCERPT_CHARS)}"
    )
