from datetime import timedelta

from django.utils import timezone

from rooms.models import Absence, Room
from rooms.models import catchup as findings
from rooms.text.excerpt import excerpt

from .registry import command

DAY = timedelta(days=1)
SHOWN = 5
WORDS_CHARS = 60


@command("/catchup", "Show what you may have missed since you left.")
def catchup(call):
    since = Absence.of(call.user) or timezone.now() - DAY
    sections = findings.since(call.user, since).sections()
    # Of the rooms of what was found, as somebody may come into one, or leave it, just now.
    rooms = {one.room_id for _, messages in sections for one in messages}
    titles = Room.objects.filter(pk__in=rooms).titles_for(call.user)
    lines = []
    for title, messages in sections:
        lines += ["", f"{title}:"]
        for one in messages[:SHOWN]:
            words = excerpt(one.words, WORDS_CHARS)
            lines.append(f"{one.author.username} in {titles[one.room_id]}, /m/{one.pk}: {words}")
        if len(messages) > SHOWN:
            lines.append("and more")
    return "\n".join(lines).strip() or "Nothing that you would have missed."
