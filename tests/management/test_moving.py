"""From SQLite to PostgreSQL, and back."""

import os

import pytest

from tests.server import Server

from .conftest import MIGRATED
from .lost_end import EITHER, LOST, MENDED

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="DATABASE_URL names no PostgreSQL"
)
SAID = (
    "list(Message.objects.order_by('pk').values_list('seq', 'author', 'body', 'html', 'sent_at'))"
)
EPOCHS = "dict(RoomSeq.objects.values_list('room', 'epoch'))"
FOUND = "Message.objects.filter(terms__match={!r}).count()"
NUL = "from rooms.models import *; Message.objects.filter(pk=3).update(body='a\\0b')"
POST = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
messages.post(User.objects.first(), Room.objects.lobby(), "here now", uuid.uuid4())
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A week of talk on SQLite."""
    chat = Server(tmp_path_factory.mktemp("filled"), DATABASE_URL="")
    chat.manage("demo")
    return chat


@pytest.fixture
def address(elsewhere):
    """That of an empty PostgreSQL, where `elsewhere` looks for its chat."""
    return elsewhere.environment["DATABASE_URL"]


def test_everything_is_there_is_found_and_goes_on(filled, elsewhere, address, tmp_path):
    said, epochs = filled.told(SAID), filled.told(EPOCHS)

    assert f"Moved and compared: {len(said)} messages" in filled.manage("move_to", address)
    assert elsewhere.told(SAID) == said
    assert "Searches find everything" in elsewhere.manage("check_search")
    moved = elsewhere.told(EPOCHS)
    assert moved.keys() == epochs.keys()
    assert not set(moved.values()) & set(epochs.values())
    elsewhere.run(POST)
    assert elsewhere.told(SAID)[-1][2] == "here now"

    back = Server(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/back.sqlite3")
    elsewhere.manage("move_to", back.environment["DATABASE_URL"])
    assert back.told(SAID) == elsewhere.told(SAID)
    assert "Searches find everything" in back.manage("check_search")


def test_what_postgresql_can_not_hold_moves_nothing(filled, elsewhere, address, tmp_path):
    filled.manage("backup", tmp_path / "a.zip")
    odd = Server(tmp_path, DATABASE_URL="")
    odd.manage("restore", tmp_path / "a.zip")
    odd.run(NUL)

    assert "Nothing was moved. " in odd.refusal("move_to", address)
    assert elsewhere.told("[User.objects.count(), Message.objects.count()]") == [0, 0]
    assert f"{filled.told('Message.objects.count()')} messages" in filled.manage("move_to", address)


def test_an_end_that_nobody_confirmed_is_told_as_such(filled, elsewhere, address):
    elsewhere.run(MIGRATED)
    elsewhere.run(LOST)

    assert EITHER in filled.refusal("move_to", address)
    assert elsewhere.told("User.objects.count()") == 0
    elsewhere.run(MENDED)
    assert "Moved and compared" in filled.manage("move_to", address)


def test_where_it_can_not_go_is_said(filled, elsewhere, address, chat):
    assert "a chat in the new database already" in filled.refusal(
        "move_to", chat.environment["DATABASE_URL"]
    )
    assert "there already" in filled.refusal(
        "move_to", f"sqlite:///{filled.environment['DATA_DIR']}/chat.sqlite3"
    )
    assert "not an address" in filled.refusal("move_to", "nowhere")
    filled.start()
    assert "Stop all of its servers" in filled.refusal("move_to", address)
    filled.stop()
