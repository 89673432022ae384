"""A server whose database or Redis falls silent: it lives, and says what is missing."""

import json
import os
import socket
import threading
import time
from contextlib import suppress
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from rooms import limits

pytestmark = pytest.mark.skipif(
    not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)


class Line:
    """A way to another server, on which nothing comes through while it is `held`."""

    def __init__(self, url):
        parts = urlsplit(url)
        self._target = parts.hostname, parts.port
        self._through = threading.Event()
        self._through.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        there = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = url.replace(f"{parts.hostname}:{parts.port}", there)
        self._start(self._take)

    def held(self, is_held):
        (self._through.clear if is_held else self._through.set)()

    def _take(self):
        while True:
            near = self._listener.accept()[0]
            far = socket.create_connection(self._target)
            self._start(self._carry, near, far)
            self._start(self._carry, far, near)

    def _carry(self, one, other):
        with suppress(OSError), one, other:
            while data := one.recv(65_536):
                self._through.wait()
                other.sendall(data)

    def _start(self, work, *args):
        threading.Thread(target=work, args=args, daemon=True).start()


def ask(server, path):
    """(status, body, seconds) of an answer."""
    began = time.monotonic()
    try:
        with urlopen(server.address + path) as answer:
            status, body = answer.status, answer.read()
    except HTTPError as refused:
        status, body = refused.code, refused.read()
    return status, body.decode(), time.monotonic() - began


def until_ready(server, status):
    """What is not ready when the server first answers so."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found, body, seconds = ask(server, "/readyz")
        assert seconds < limits.READY_SECONDS + 2
        if found == status:
            return json.loads(body)["not_ready"]
        time.sleep(0.2)
    raise AssertionError(f"never {status}")


@pytest.mark.parametrize(
    ("part", "setting", "words"),
    [
        ("database", "DATABASE_URL", "The database does not answer."),
        ("redis", "REDIS_URL", "Redis does not answer."),
    ],
)
def test_a_part_that_falls_silent_is_told_and_forgiven(server, part, setting, words):
    chat = server(REDIS_URL=os.environ["REDIS_URL"])
    line = Line(chat.environment[setting])
    chat.environment[setting] = line.url
    chat.start()
    assert until_ready(chat, 200) == {}

    line.held(True)

    assert until_ready(chat, 503) == {part: words}
    assert ask(chat, "/healthz")[0] == 200
    assert ask(chat, "/metrics")[0] == 200

    line.held(False)

    assert until_ready(chat, 200) == {}
