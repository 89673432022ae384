"""A real server, a real browser, and people who come with a session of theirs."""

import itertools
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests import services
from tests.server import Server, database

from .visitor import Visitor

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
CAST = ["ada", "bob", "eve", "dan", "fay"]
PEOPLE = """
from tests.faults.people import person
for name in {names!r}:
    print(*person(name))
"""


@pytest.fixture(scope="module")
def browser():
    """One for a module: while it is open, no other test can have a loop of its own."""
    with launched(services.chromium()) as browser:
        yield browser


@contextmanager
def launched(path):
    if not path:
        pytest.skip("there is no chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="session")
def beginning(tmp_path_factory):
    """A chat with the cast in which nothing was said yet: its folder, its database, their keys."""
    folder = tmp_path_factory.mktemp("beginning")
    with database() as found:
        chat = Server(folder, **found)
        chat.manage("migrate")
        printed = chat.run(PEOPLE.format(names=CAST))
        # It is copied from now on, which PostgreSQL does where nobody is connected.
        chat.stop()
        keys = {name: key for _, name, key in map(str.split, printed.splitlines())}
        yield folder, found, keys


@pytest.fixture(scope="module")
def serve(beginning, tmp_path_factory):
    """A server of a chat that begins so: `with serve(OPENAI_MODEL="slow") as server`."""

    @contextmanager
    def serve(**more):
        folder, found, _ = beginning
        data = tmp_path_factory.mktemp("data")
        shutil.copytree(folder, data, dirs_exist_ok=True)
        with database(**found) as copied:
            server = Server(data, **copied, **more).start()
            yield server
            server.stop()

    return serve


@pytest.fixture(scope="module")
def served(serve):
    with serve() as server:
        yield server


@pytest.fixture(scope="module")
def keys(beginning):
    """The session keys of the cast."""
    return beginning[-1]


@pytest.fixture
def come(browser, served, keys):
    """Somebody opens the chat: `come("ada")`; in another tab of the same browser: `beside=`."""
    visitors = []

    def make(name, path="/", beside=None, **more):
        context = beside.page.context if beside else _context(browser, served, keys[name], more)
        visitors.append(Visitor(context.new_page(), name))
        return visitors[-1].comes(path)

    yield make
    troubles = list(itertools.chain(*(visitor.troubles for visitor in visitors)))
    for visitor in visitors:
        visitor.page.context.close()
    assert troubles == []


def _context(browser, served, key, more):
    context = browser.new_context(base_url=served.address, **more)
    context.add_cookies([{"name": "sessionid", "value": key, "url": served.address}])
    return context
