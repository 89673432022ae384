from datetime import timedelta

from django.utils import timezone

from rooms.models import Room
from rooms.models import catchup as findings
from rooms.text.excerpt import excerpt

from .registry import command

DAY = timedelta(days=1)
SHOWN = 5
WORDS_CHARS = 60


@command("/catchup", "Show what you may have missed in the last day.")
def catchup(call):
    titles = Room.objects.followed_by(call.user).titles_for(call.user)
    lines = []
    for title, messages in findings.since(call.user, timezone.now() - DAY).sections():
        lines += ["", f"{title}:"]
        for one in messages[:SHOWN]:
            words = excerpt(one.body, WORDS_CHARS)
            lines.append(f"{one.author.username} in {titles[one.room_id]}, /m/{one.pk}: {words}")
        if len(messages) > SHOWN:
            lines.append("and more")
    return "\n".join(lines).strip() or "Nothing that you would have missed."
