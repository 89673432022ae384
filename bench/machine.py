"""Cores, and what processes take of them and of memory, as the system counts it."""

import os
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@contextmanager
def on_core(which):
    """Processes that are started meanwhile share this core alone, where the system can do that."""
    if not CORES:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[which]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def tree(pid):
    """A process and all that it started, and they."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for one in threads for child in (one / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(each for child in children for each in tree(int(child)))]


def cpu_us(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) * TICK_US


def memory_kib(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmRSS:")[2].split()[0])


class Spent:
    """The CPU time that a server takes from now on: of its own processes, and of all it needs."""

    def __init__(self, server):
        self.server = server
        self.before = self._now()

    def until_now(self):
        """Microseconds of its `own` and of `all`."""
        after = self._now()
        own = set(self.server.own_pids)
        spent = {pid: us - self.before.get(pid, 0) for pid, us in after.items()}
        return {
            "own": sum(us for pid, us in spent.items() if pid in own),
            "all": sum(spent.values()),
        }

    def _now(self):
        return {pid: cpu_us(pid) for pid in self.server.pids}


def described():
    """What all of it was measured on."""
    facts = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = facts.partition("model name")[2].partition("\n")[0].strip("\t :")
    cores = f"{len(CORES) or os.cpu_count()} cores, {model or os.uname().machine}"
    return f"{cores}, whose disk was waited for {disk_ms():.1f} ms"


def disk_ms():
    """How long a few bytes take until they are on the disk: what each commit waits for, too."""
    taken = []
    with TemporaryFile() as file:
        for _ in range(50):
            began = time.monotonic()
            file.write(b"a few bytes")
            file.flush()
            os.fsync(file.fileno())
            taken.append((time.monotonic() - began) * 1000)
    return median(taken)
