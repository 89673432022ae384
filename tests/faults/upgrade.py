"""A chat as a version of it left it, and commands, which can be killed."""

import json
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

from tests.server import Server

MIGRATE = ("migrate", "-v0")
ROOT = Path(__file__).parent.parent.parent
ASK = "import django, json; django.setup(); from tests.faults import old; print(json.dumps({}))"


class Upgrade:
    def __init__(self, folder, **settings):
        self.server = Server(folder, **settings)
        self.manage = self.server.manage

    def ask(self, expression):
        """What an expression about the old rows gives."""
        asked = self._begin("-c", ASK.format(expression), stdout=subprocess.PIPE)
        said, _ = asked.communicate()
        assert asked.returncode == 0
        return json.loads(said)

    def begin(self):
        """The process of a `migrate` that has just begun."""
        return self._begin("manage.py", *MIGRATE)

    def dies(self, when, *command):
        """Whether a command, or else `migrate`, came as far as where it is killed."""
        command = command or MIGRATE
        return self._begin("-m", "tests.faults.dying", str(when), *command).wait() == -SIGKILL

    def fill(self, version):
        self.manage("migrate", "rooms", version, "-v0")
        return self.ask("old.fill() or old.said()")

    def _begin(self, *command, **more):
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.server.environment, **more
        )
