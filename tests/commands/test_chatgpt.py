from uuid import uuid4

import pytest

from rooms import commands
from rooms.assistant import answer
from rooms.errors import BadField, Forbidden
from rooms.models import Message


def run(person, room, body):
    return commands.run(commands.Call(person, room.pk, uuid4(), body))


def test_a_question_needs_words(ada, lobby):
    with pytest.raises(BadField, match="/chatgpt <question...>"):
        run(ada, lobby, "/chatgpt")


def test_help_tells_of_it(ada, lobby):
    assert "everyone here reads its answer" in run(ada, lobby, "/help chatgpt").text


def test_beside_a_running_server_nobody_is_asked(ada, lobby, settings):
    settings.OPENAI_API_KEY = "key"

    with pytest.raises(Forbidden) as refused:
        run(ada, lobby, "/chatgpt What is new?")

    assert refused.value.text == answer.NO_SERVER
    assert not Message.objects.exists()
