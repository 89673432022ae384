import pytest

from tests.server import SIGNED_IN, Server, database

MIGRATED = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
SAID = """
import uuid
from rooms.actions import messages
from rooms.models import Room, User
messages.post(User.objects.get(), Room.objects.lobby(), "before", uuid.uuid4())
"""


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    """A server for all tests of a module, to be started."""
    with database() as found:
        server = Server(tmp_path_factory.mktemp("data"), **found)
        yield server
        server.stop()


@pytest.fixture
def server(tmp_path):
    """Make a server in this test's folder; what still runs at the end is stopped."""
    servers = []
    with database() as found:

        def make(folder=tmp_path, **settings):
            servers.append(Server(folder, **found | settings))
            return servers[-1]

        yield make
        for each in servers:
            each.stop()


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A server with an empty folder and a database of its own, that is not started."""
    for lent in ("TEST_LENT", "TEST_LENT_DATABASE"):
        monkeypatch.delenv(lent, raising=False)
    with database() as found:
        server = Server(tmp_path / "elsewhere", **found)
        yield server
        server.stop()


@pytest.fixture
def chat(server):
    """A chat in which ada is signed in, by her `key`, and has said something in the lobby."""
    chat = server(RATE_LIMITS="off")
    code = MIGRATED + SIGNED_IN.format(name="ada") + SAID
    chat.key = chat.run(code).split()[-1]
    return chat
