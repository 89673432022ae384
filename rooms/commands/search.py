from urllib.parse import urlencode

from rooms.models import Room
from rooms.search import find

from .registry import command

FIRST = 5


@command("/search <words...>", "Show what was said with these words, in all that you may read.")
def search(call, words):
    page = find.page(call.user, words, limit=FIRST)
    titles = Room.objects.filter(pk__in=page.rooms).titles_for(call.user)
    lines = [*page.explained, *(_line(hit, titles[hit.message.room_id]) for hit in page.hits)]
    if not page.hits:
        lines.append("Nothing was found.")
    elif page.more:
        lines.append("There is more.")
    return "\n".join([*lines, f"As a page: /search/?{urlencode({'q': words})}"])


def _line(hit, title):
    said = hit.message
    return f"{said.sent_at:%Y-%m-%d}, {title}, {said.author}: {''.join(hit.snippet)}"
