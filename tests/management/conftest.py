import pytest

from tests.server import Server, database


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
            if each.process:
                each.stop()
