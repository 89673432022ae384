"""A real server for a test: `manage.py serve` in a process of its own, in a folder of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
import websockets

from .hand import Hand

MANAGE = [sys.executable, str(Path(__file__).parent.parent / "manage.py")]
DATABASE = "chat.sqlite3"
PATIENCE_SECONDS = 30
SIGNED_IN = """
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.utils.module_loading import import_string
user = get_user_model().objects.create_user({name!r}, "correct horse")
request = HttpRequest()
request.session = import_string("chatsite.sessions.SessionStore")()
login(request, user, backend="django.contrib.auth.backends.ModelBackend")
request.session.save()
print("key", request.session.session_key)
"""


class Server:
    """One server and what it says. `settings` go into its environment."""

    def __init__(self, folder, **settings):
        own = {"DATA_DIR": str(folder), "PORT": "0", "PYTHONUNBUFFERED": "1"}
        own |= {"DJANGO_SETTINGS_MODULE": "chatsite.settings"}
        self.environment = os.environ | own | settings
        self.log = Path(folder, f"output-{uuid.uuid4().hex}")
        self.process = self.hand = None
        Path(folder).mkdir(exist_ok=True)
        lend(folder)

    def start(self, *command):
        """Begin to serve; returns once it listens, or has ended without."""
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [*MANAGE, *(command or ["serve"])],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.address and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        return self

    @property
    def output(self):
        return self.log.read_text() if self.log.exists() else ""

    @property
    def address(self):
        found = re.search(r"https?://[^\s(]+:\d+", self.output)
        return found and found.group()

    def stop(self, sign=signal.SIGTERM):
        """Send a signal and wait for the end. Returns the exit code, if it was ever started."""
        if self.hand:
            self.hand.end()
            self.hand = None
        if not self.process:
            return None
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(PATIENCE_SECONDS)

    def manage(self, *arguments):
        """Another command beside the server; what it printed."""
        done = self._ran(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, script):
        """Run a script in the chat's own code, in another process; what it printed."""
        self.hand = self.hand or Hand(self.environment)
        return self.hand.run(script)

    def refusal(self, *arguments):
        """Why another command does not do what it is told."""
        done = self._ran(*arguments)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr

    def told(self, expression, imports="from rooms.models import *"):
        """What an expression about the database gives, as JSON can hold it."""
        code = f"import json\n{imports}\nprint(json.dumps({expression}, default=str))"
        return json.loads(self.run(code))

    def _ran(self, *arguments):
        arguments = map(str, arguments)
        return subprocess.run(
            [*MANAGE, *arguments], env=self.environment, capture_output=True, text=True, timeout=60
        )

    def sign_in(self, name):
        """Make an account and sign in; returns the session key."""
        return self.run(SIGNED_IN.format(name=name)).split()[-1]

    def socket(self, key, path="/ws/"):
        """A socket of whoever has this session key."""
        return websockets.connect(
            self.address.replace("http", "ws", 1) + path,
            origin=self.address,
            additional_headers={"Cookie": f"sessionid={key}"},
            max_size=None,
        )


def lend(folder, tables=True):
    """Spare a server what was made for all: its static files, and the tables of its database."""
    lent = os.environ.get("TEST_LENT")
    if not lent:
        return
    if not Path(folder, "static").exists():
        Path(folder, "static").symlink_to(Path(lent, "static"))
    if tables and not os.environ.get("DATABASE_URL") and not Path(folder, DATABASE).exists():
        shutil.copy(Path(lent, DATABASE), folder)


@contextmanager
def database(DATABASE_URL=None):
    """A new database where the tests run on PostgreSQL, without a row or a copy of the one that is
    named; the folder's own file elsewhere.
    """
    if url := os.environ.get("DATABASE_URL"):
        model = DATABASE_URL or os.environ.get("TEST_LENT_DATABASE")
        with created(url, model or "template1") as made:
            yield {"DATABASE_URL": made}
    else:
        yield {}


@contextmanager
def created(beside, model="template1"):
    """The address of a new database beside another, that is dropped at the end."""
    name = f"chat_server_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(beside, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model.rpartition("/")[2]}"')
        try:
            yield f"{beside.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
