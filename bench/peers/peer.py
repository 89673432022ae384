"""What the measuring wants of a chat server: how it starts, how one joins, what one message is."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from bench import machine
from bench.line import HERE
from bench.load import MARK

START_SECONDS = 60
END_SECONDS = 10


class Peer:
    """A kind of server. One that is running has `pids`, those of all its processes, and is asked to
    `join` a socket to a room and for the `frame` that says something there.
    """

    name = ""
    # What has become of a message before anybody hears it.
    durable = ""
    # Programs without which it can't start, and what Debian calls their package.
    needs = {}
    # Sockets in one room, beyond which it is not tried; and how many come at the same time.
    most, at_once = 5_000, 50
    # What stands before the mark in an event that has it more than once.
    needle = MARK[:5].encode()
    # What a connection says to show that it lives, though nobody asks.
    beat = None

    def lacks(self):
        """What is not installed, in a sentence, or nothing."""
        missing = [package for program, package in self.needs.items() if not there(program)]
        return f"{self.name} is passed over: it needs {', '.join(missing)}." if missing else ""

    @property
    def pids(self):
        """All processes that are there for it, the database's too."""
        return machine.tree(self.process.pid)

    @property
    def own_pids(self):
        return self.pids

    @contextmanager
    def beside(self, folder):
        """What has to be there before it starts."""
        yield

    @contextmanager
    def serving(self, folder):
        """It runs in this folder."""
        raise NotImplementedError

    def invite(self, count):
        """So many people may come, where that is not anybody."""

    async def join(self, number, room, again=None):
        """A connection of this person, who is in the room; `again` is the one that they lost."""
        raise NotImplementedError

    def frame(self, number, room):
        """What this person sends to say `load.WORDS` in the room."""
        raise NotImplementedError

    # Those that keep history have two more, both `async`: `fill(folder, count)`, so many messages
    # in the hall, and `newest(line, room, count)`, which returns how many came.
    fill = newest = None


def there(program):
    return shutil.which(program) or Path(program).exists()


@contextmanager
def program(*argv, port, folder, **started):
    """A process that listens at the port; at the end it is gone, with all that it started."""
    Path(folder).mkdir(exist_ok=True)
    log = Path(folder, "output")
    with log.open("w") as output:
        process = subprocess.Popen(argv, stdout=output, stderr=output, cwd=folder, **started)
    try:
        wait_for(lambda: answers(port), process, log)
        yield process
    finally:
        end(process)


def wait_for(is_so, process, log):
    """Raises RuntimeError, with what it said, where it does not come to that."""
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"It did not start: {log.read_text()[-2000:]}")
        time.sleep(0.005)


def end(process):
    pids = machine.tree(process.pid)
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in pids[1:]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def answers(port):
    with socket.socket() as probe:
        return not probe.connect_ex((HERE, port))


def filled_in(template, folder, **places):
    """A configuration with its `@PLACES@` filled in, written into the folder."""
    words = Path(__file__).with_name(template).read_text()
    for place, value in (places | {"folder": folder}).items():
        words = words.replace(f"@{place.upper()}@", str(value))
    path = Path(folder, template)
    path.write_text(words)
    return path
