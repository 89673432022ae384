import uuid

import pytest
from django.core.management import call_command

from rooms.actions import messages
from rooms.models import Message
from rooms.search import find


@pytest.fixture
def say(db):
    """Post a line: `say(ada, lobby, "Hello")`. Returns the message."""

    def say(author, room, body):
        posted = messages.post(author, room, body, uuid.uuid4())
        return Message.objects.get(pk=posted.message_id)

    return say


@pytest.fixture
def finds(db):
    """The words that somebody finds, oldest first: `finds(ada, "hello")`."""

    def finds(reader, text, **more):
        page = find.page(reader, text, limit=50, **more)
        return [hit.message.body for hit in reversed(page.hits)]

    return finds


@pytest.fixture
def row(ada, lobby, say):
    return say(ada, lobby, "first words")


def check():
    """Raises CommandError where messages can't be found, or the index holds something else."""
    call_command("check_search")
