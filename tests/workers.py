"""A real server of several workers for a test, and which of them has a socket."""

import os
import signal
import time
from pathlib import Path

from .server import PATIENCE_SECONDS, Server

ESTABLISHED = "01"


class Workers(Server):
    """`manage.py serve --workers` with so many of them."""

    def __init__(self, folder, count=2, **settings):
        super().__init__(folder, **settings)
        self.count = count

    def start(self, *command):
        return super().start(*command or ("serve", "--workers", str(self.count)))

    def pids(self):
        """The workers' processes."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self, pid):
        """As the kernel does it that needs memory; returns once another is in its place."""
        os.kill(pid, signal.SIGKILL)
        self.until(lambda: pid not in self.pids() and len(self.pids()) == self.count)

    def until(self, is_so):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def holder(self, socket):
        """The worker that has the other end of this one's connection."""
        # From one port somebody else may be connected to another server, too.
        ends = map(socket.transport.get_extra_info, ("peername", "sockname"))
        its_end, this_end = (f":{port:04X}" for _, port in ends)
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        wanted = [its_end, this_end, ESTABLISHED]
        [inode] = [row[9] for row in rows if [row[1][-5:], row[2][-5:], row[3]] == wanted]
        [holder] = [pid for pid in self.pids() if f"socket:[{inode}]" in _open(pid)]
        return holder


def _open(pid):
    links = []
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(os.readlink(each))
        except FileNotFoundError:
            # It was closed meanwhile.
            pass
    return links
