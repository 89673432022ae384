"""The other way to serve, for developing: `migrate`, then `runserver`, to the letter."""

import json
import re
import socket
import time
from contextlib import suppress
from urllib.request import urlopen

import pytest


@pytest.fixture(scope="module")
def running(lasting):
    """What `runserver` serves, on a port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    lasting.manage("migrate", "--verbosity", "0")
    lasting.start("runserver", "--noreload", port)
    # It names its address a moment before it listens there.
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", int(port))):
            return lasting
        time.sleep(0.1)


def test_it_serves_pages_and_styles(running):
    with urlopen(f"{running.address}/set-up/") as page:
        style = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode()).group(1)
    with urlopen(running.address + style) as found:
        assert found.headers["Content-Type"].startswith("text/css")


async def test_it_serves_sockets(running):
    async with running.socket(running.sign_in("ada")) as tab:
        await tab.send('{"type": "hello", "v": 1}')
        assert json.loads(await tab.recv())["type"] == "welcome"


def test_it_says_the_code_and_what_it_can_not_promise(running):
    assert "with this code" in running.output
    assert "rooms.W" in running.output
