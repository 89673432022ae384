"""All tests, on everything that is there to run them on: `python -m tests`.

Scripts in Node, then pytest on SQLite, then pytest on PostgreSQL and Redis, or on PostgreSQL alone,
without what is alike on both. What is missing is skipped and said; where CI is set, it counts as a
failure.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from . import services
from .server import created

HERE = Path(__file__).parent
# Most of them wait more than they work. Those of one file share its server and its browser.
SIDE_BY_SIDE = ("-n", "4", "--dist", "loadfile", "--no-loadscope-reorder")
NOT_TWICE = ("-m", "not alike and not torture")
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes", "on"}
KEPT = ("PATH", "HOME", "LANG", "CI", "TMPDIR", "TERM", "LD_LIBRARY_PATH", "PYTHONPATH")


class Runs:
    """The runs of one call, and what there is to say about them at the end."""

    def __init__(self):
        self.words = []
        self.failed = False
        self.settings = {}

    def run(self, name, *command, **settings):
        """Run with these settings alone, so that nobody's own ones change what is tested."""
        print(f"\n== {name}", flush=True)
        with TemporaryDirectory(prefix="chat-tests-") as folder:
            settings = kept() | self.settings | {"DATA_DIR": folder} | settings
            done = subprocess.run(command, cwd=HERE.parent, env=settings, check=False)
        if done.returncode:
            self.failed = True
            self.words.append(f"Failed: {name}.")

    def skip(self, name, why, needed=True):
        self.words.append(f"Skipped: {name}, as {why}.")
        self.failed = self.failed or (CI and needed)


def kept():
    return {key: os.environ[key] for key in KEPT if key in os.environ}


@contextmanager
def lent():
    """Settings that lend the tests' servers what each makes at first: the static files as they are
    collected, and databases with all tables.
    """
    collect = "from chatsite import static; static.collect()"
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="chat-tests-"))
        settings = {"TEST_LENT": folder}
        manage({"DATA_DIR": folder}, "shell", "--no-imports", "-c", collect)
        manage({"DATA_DIR": folder}, "migrate", "--verbosity", "0")
        if services.postgresql_answers():
            made = stack.enter_context(created(services.DATABASE_URL))
            manage({"DATABASE_URL": made, "DATA_DIR": folder}, "migrate", "--verbosity", "0")
            settings["TEST_LENT_DATABASE"] = made
        yield settings


def manage(settings, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=HERE.parent, env=kept() | settings, check=True)


def how_many(pytest):
    """How many tests pytest would run, in its own words."""
    asked = subprocess.run([*pytest, "--collect-only", "-q"], capture_output=True, text=True)
    return asked.stdout.strip().rpartition("\n")[2].partition(" collected")[0]


def scripts(runs):
    found = sorted(str(path) for path in HERE.glob("js/**/*.test.mjs"))
    if shutil.which("node"):
        runs.run("scripts in Node", "node", "--test", *found)
    else:
        runs.skip("the scripts' tests", "there is no node", needed=False)


def servers(runs, pytest):
    if not services.postgresql_answers():
        lost = f"{how_many(pytest)} on PostgreSQL and Redis"
        runs.skip(lost, "no PostgreSQL answers at TEST_DATABASE_URL or 5432")
        return
    where = {"DATABASE_URL": services.DATABASE_URL}
    if services.redis_answers():
        where["REDIS_URL"] = services.REDIS_URL
    else:
        runs.skip(f"{how_many(pytest)} on Redis", "none answers at TEST_REDIS_URL or 6379")
    name = "PostgreSQL and Redis" if "REDIS_URL" in where else "PostgreSQL alone"
    runs.run(f"pytest on {name}", *pytest, *SIDE_BY_SIDE, *NOT_TWICE, **where)


def main(arguments):
    runs = Runs()
    pytest = (sys.executable, "-m", "pytest", *arguments)
    if not services.chromium():
        runs.skip("the stories in a browser", "there is no chromium; install it from Debian")
    scripts(runs)
    with lent() as settings:
        runs.settings |= settings
        runs.run("pytest on SQLite", *pytest, *SIDE_BY_SIDE)
        servers(runs, pytest)
    for words in runs.words:
        print(words)
    return 1 if runs.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
