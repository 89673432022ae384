"""The HTML that is kept with the messages: it is made once, and anew when the renderer changes."""

from typing import NamedTuple

from rooms import limits
from rooms.models import Message, terms
from rooms.text import markdown

from . import answers, mentions, numbers


class Ahead(NamedTuple):
    """The HTML and the terms of a message that says these words."""

    words: tuple
    html: str
    terms: list


def renew():
    """Render anew what older renderers made, batch after batch: yields how many each time.

    No number is taken and nobody is told. What has changed since it was read was rendered by
    whoever changed it, and is left alone.
    """
    last = 0
    while rows := list(_outdated().filter(pk__gt=last).order_by("pk")[: limits.RERENDER_MESSAGES]):
        rendered = [(row, made(row)) for row in rows]
        with numbers.writing():
            renewed = sum(_as_read(row).update(**_made(html)) for row, html in rendered)
        yield renewed
        last = rows[-1].pk


def _outdated():
    older = Message.objects.filter(html_version__lt=markdown.VERSION, deleted_at=None)
    return older.only("body", "answer_state").worded()


def ahead(message_id):
    """What is made of a deleted message before its room is locked; None for any other."""
    rows = Message.objects.filter(pk=message_id, deleted_at__isnull=False)
    row = rows.worded().first()
    return row and _ahead(row)


def take(message, ahead):
    """Give a message, under its lock, what was made of it ahead; anew if its words changed."""
    if ahead is None or ahead.words != _words(message):
        ahead = _ahead(message)
    message.html, message.html_version = ahead.html, markdown.VERSION
    message.find_terms(ahead.terms)


def made(row):
    """The HTML of a message's words as they stand."""
    if row.answer_state:
        return answers.rendered(row.body, row.answer_state)
    return mentions.again(row)


def _ahead(row):
    html = made(row)
    return Ahead(_words(row), html, terms.of(row.author_id, row.body, html))


def _words(row):
    return row.author_id, row.body, row.answer_state


def _as_read(row):
    return _outdated().filter(pk=row.pk, body=row.body, answer_state=row.answer_state)


def _made(html):
    return {"html": html, "html_version": markdown.VERSION}
