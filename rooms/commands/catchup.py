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
    titles = Room.objects.followed_by(call.user).titles_for(call.user)
    since = Absence.of(call.user) or timezone.now() - DAY
    lines = []
    for title, messages in findings.since(call.user, since).sections():
        lines += ["", f"{title}:"]
        for one in messages[:SHOWN]:
            words = excerpt(one.body, WORDS_CHARS)
            lines.append(f"{one.author.username} in {titles[one.room_id]}, /m/{one.pk}: {words}")
        if len(messages) > SHOWN:
            lines.append("and more")
    return "\n".join(lines).strip() or "Nothing that you would have missed."
