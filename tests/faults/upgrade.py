"""A chat as an older version left it, and its `migrate`, which can be killed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.server import Server

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
        return self._begin("manage.py", "migrate", "-v0")

    def dies(self, when):
        """Whether `migrate` came as far as where it is killed."""
        return self._begin("-m", "tests.faults.dying", str(when), "migrate", "-v0").wait() != 0

    def fill(self, version):
        self.manage("migrate", "rooms", version, "-v0")
        return self.ask("old.fill() or old.said()")

    def _begin(self, *command, **more):
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.server.environment, **more
        )
