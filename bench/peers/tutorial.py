"""The consumer of the Channels tutorial, with each message kept as a row (bench/tutorial)."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from bench.line import Line, text
from bench.load import WORDS
from tests.own import free_port

from .peer import Peer, program

PYTHON = (sys.executable, "-m")
HOME = Path(__file__).parent.parent.parent


class OnDaphne(Peer):
    key, name = "tutorial", "the tutorial on daphne"
    durable = "on the disk (SQLite's journal)"
    # Its layer keeps a hundred messages for a socket and drops what is beyond.
    most = 200
    command = ("daphne", "-v", "0", "-p")

    @contextmanager
    def beside(self, folder):
        """Its tables."""
        settings = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "bench.tutorial.settings"}
        self.environment = os.environ | settings | {"PYTHONPATH": str(HOME)}
        migrate = (*PYTHON, "django", "migrate", "--run-syncdb", "--verbosity", "0")
        subprocess.run(migrate, env=self.environment, check=True)
        yield

    @contextmanager
    def serving(self, folder):
        self.port = free_port()
        serve = (*PYTHON, *self.command, str(self.port), "bench.tutorial.asgi:application")
        with program(*serve, port=self.port, folder=folder, env=self.environment) as process:
            self.process = process
            yield self

    async def join(self, number, room, again=None):
        origin = f"http://127.0.0.1:{self.port}"
        return await Line.websocket(self.port, f"/ws/chat/{room}/", Origin=origin)

    def frame(self, number, room):
        return text(json.dumps({"message": WORDS}))


class OnUvicorn(OnDaphne):
    key, name = "tutorial-uvicorn", "the tutorial on uvicorn"
    command = ("uvicorn", "--log-level", "error", "--port")
