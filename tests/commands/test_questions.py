"""Commands that only ask: whatever becomes of one, what is typed after it is said."""

import threading

import pytest
from django.db import OperationalError

from rooms import commands
from rooms.errors import Unavailable
from rooms.search import find

from ..conftest import crossing
from .typed import told

FAULTS = [
    (Unavailable(find.TOO_LONG, retry_ms=1), find.TOO_LONG),
    (OperationalError("gone"), "The chat can't do this at the moment."),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
@crossing
async def test_a_question_without_an_answer_holds_nothing_back(
    connect, ada, lobby, monkeypatch, fault, said
):
    def page(*_, **__):
        raise fault

    monkeypatch.setattr(find, "page", page)
    line = await connect(ada)
    asked = await line.post(lobby, "/search tea")
    later = await line.post(lobby, "Good morning")

    refusal = await line.answer(asked)
    assert (refusal["type"], refusal["final"]) == ("error", True)
    assert refusal["text"].startswith(said)
    assert (await line.answer(later))["type"] == "ack"


@crossing
async def test_a_question_is_answered_again_as_things_are_by_then(connect, ada, lobby):
    line = await connect(ada)
    assert (await told(line, lobby, "/group list")).startswith("There are no groups yet.")
    client_id = await line.post(lobby, "/group list")
    await line.answer(client_id)
    await line.asked(lobby, "/group create Chess")

    again = await line.asked(lobby, "/group list", client_id=client_id)
    assert (again["text"][:5], "duplicate" in again) == ("Chess", False)


@pytest.mark.parametrize(
    "said",
    ["/search tea", "/catchup", "/unread why", "/help", "/group list", "/group member", "/what"],
)
@crossing
async def test_no_question_keeps_a_writers_thread(connect, ada, chess, monkeypatch, said):
    names, run = [], commands.run

    def noted(call):
        names.append(threading.current_thread().name)
        return run(call)

    monkeypatch.setattr(commands, "run", noted)
    line = await connect(ada)
    await line.asked(chess, said)
    await line.asked(chess, "/status busy")
    question, deed = names
    assert question.startswith("reader")
    assert deed.startswith("writer")
