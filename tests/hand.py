"""A process beside a server in which scripts run with its settings: it stays, as each start takes
longer than what most of them do.
"""

import json
import subprocess
import sys
from pathlib import Path

STAYS = """
import contextlib, io, json, sys, traceback
import django
django.setup()
for line in sys.stdin:
    printed, fault = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(json.loads(line), "script", "exec"), {})
    except BaseException:
        fault = traceback.format_exc()
    print(json.dumps([printed.getvalue(), fault]), flush=True)
"""


class Hand:
    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", STAYS],
            cwd=Path(__file__).parent.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, script):
        """Run a script in Python; returns what it printed."""
        self.process.stdin.write(json.dumps(script) + "\n")
        self.process.stdin.flush()
        printed, fault = json.loads(self.process.stdout.readline())
        assert not fault, fault
        return printed

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
