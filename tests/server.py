"""A real server for a test: `manage.py serve` in a process of its own, in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
import websockets

MANAGE = [sys.executable, str(Path(__file__).parent.parent / "manage.py")]
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
        self.process = None

    def start(self, *command):
        """Begin to serve; returns once it listens, or has ended without."""
        Path(self.log).parent.mkdir(exist_ok=True)
        lend_static(self.log.parent)
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
        """Send a signal and wait for the end. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(PATIENCE_SECONDS)

    def manage(self, *arguments):
        """Another command beside the server; what it printed."""
        done = subprocess.run(
            [*MANAGE, *arguments], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign_in(self, name):
        """Make an account and sign in; returns the session key."""
        return self.manage("shell", "--no-imports", "-c", SIGNED_IN.format(name=name)).split()[-1]

    def socket(self, key, path="/ws/"):
        """A socket of whoever has this session key."""
        return websockets.connect(
            self.address.replace("http", "ws", 1) + path,
            origin=self.address,
            additional_headers={"Cookie": f"sessionid={key}"},
            max_size=None,
        )


def lend_static(folder):
    """Spare a server collecting what was collected for all."""
    lent = os.environ.get("TEST_STATIC")
    if lent and not Path(folder, "static").exists():
        Path(folder, "static").symlink_to(lent)


@contextmanager
def database(DATABASE_URL=None):
    """A new database where the tests run on PostgreSQL, empty or a copy of the one that is named;
    the folder's own file elsewhere.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    name = f"chat_server_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as admin:
        model = DATABASE_URL.rpartition("/")[2] if DATABASE_URL else "template1"
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
        try:
            yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
