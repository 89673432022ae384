"""A Redis and a PostgreSQL of a test's own, so that anything can be done to them."""

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

HERE = "127.0.0.1"
PATIENCE_SECONDS = 20
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
HAS_REDIS = bool(shutil.which("redis-server"))
LACKING = "" if PROGRAMS else "PostgreSQL"
LACKING = LACKING or ("" if HAS_REDIS else "redis-server")


def free_port():
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


class Own:
    """A server of a folder's own. `command` starts it, `answers` is whether it does."""

    user = None

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None

    def start(self):
        with Path(self.folder, "output").open("ab") as output:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, user=self.user, stdout=output, stderr=output
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            assert self.process.poll() is None, Path(self.folder, "output").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def end(self, sign=signal.SIGKILL):
        self.process.send_signal(sign)
        self.process.wait(PATIENCE_SECONDS)

    def stop(self):
        """It and its children stand still until it goes on."""
        self._signal(signal.SIGSTOP)

    def go_on(self):
        self._signal(signal.SIGCONT)

    def _signal(self, sign):
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in [pid, *map(int, children)]:
            # Those of a connection that has just ended are gone.
            with suppress(ProcessLookupError):
                os.kill(each, sign)


class Redis(Own):
    """It keeps nothing, so that it is empty after each start."""

    @property
    def url(self):
        return f"redis://{HERE}:{self.port}/0"

    def command(self):
        return ["redis-server", "--port", str(self.port), "--bind", HERE, "--save", ""]

    def answers(self):
        with socket.socket() as probe:
            return not probe.connect_ex((HERE, self.port))

    def most_who_listen(self):
        """To the room to which most servers listen."""
        with redis.Redis(port=self.port) as client:
            rooms = client.pubsub_channels("*room.*")
            return max((count for _, count in client.pubsub_numsub(*rooms)), default=0)


class Postgres(Own):
    def __init__(self, folder):
        super().__init__(folder)
        if os.geteuid() == 0:
            # It refuses to be root's.
            self.user = "postgres"
            shutil.chown(folder, self.user)
        make = ["initdb", "-D", "data", "-U", "postgres", "--auth", "trust", "--no-sync"]
        make += ["--encoding", "UTF8"]
        subprocess.run(
            [PROGRAMS[-1] / make[0], *make[1:]],
            cwd=folder,
            user=self.user,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    @property
    def url(self):
        return f"postgres://postgres@{HERE}:{self.port}/postgres"

    def command(self):
        told = {"listen_addresses": HERE, "port": self.port, "unix_socket_directories": ""}
        options = [word for name, value in told.items() for word in ("-c", f"{name}={value}")]
        return [PROGRAMS[-1] / "postgres", "-D", "data", *options]

    def answers(self):
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def database(self):
        """The address of a new database."""
        name = f"chat_{uuid.uuid4().hex[:8]}"
        self.run(f"CREATE DATABASE {name}")
        return f"{self.url.rpartition('/')[0]}/{name}"

    def run(self, query):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(query)


@contextmanager
def own(kind, start=True):
    """One of this kind, that runs, and is gone at the end with all that it kept."""
    with TemporaryDirectory(prefix="chat-tests-") as folder:
        server = kind(folder)
        try:
            if start:
                server.start()
            yield server
        finally:
            if server.process and server.process.poll() is None:
                server.go_on()
                server.end(signal.SIGQUIT if issubclass(kind, Postgres) else signal.SIGKILL)
