"""`manage.py serve` that tells what it holds: `python -m tests.faults.watched <file>`.

On SIGUSR2 it writes there how many objects of some kinds there are, and the memory (MiB) that
SQLite, and that all C code together, has in use; on SIGUSR1 it looks for garbage first, so that
only what is still in use is counted.
"""

import ctypes
import gc
import json
import signal
import sys
from collections import Counter
from pathlib import Path

KINDS = ("Task", "Future", "Connection", "Follow", "Feed", "Outbox", "ChatConsumer")
MIB = 2**20


# The fields of `struct mallinfo2`, each a size_t (see mallinfo(3)).
SIZES = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()


class Allocated(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in SIZES]


def memory():
    """What is in use of SQLite's and of C's memory, what C holds ready (MiB), Python's blocks."""
    libc, sqlite = ctypes.CDLL(None), ctypes.CDLL("libsqlite3.so.0")
    libc.mallinfo2.restype, sqlite.sqlite3_memory_used.restype = Allocated, ctypes.c_int64
    of_c = libc.mallinfo2()
    return {
        "SQLite": sqlite.sqlite3_memory_used() / MIB,
        "C": (of_c.uordblks + of_c.hblkhd) / MIB,
        "C ready": of_c.fordblks / MIB,
        "blocks": sys.getallocatedblocks(),
    }


def tell_into(file):
    def tell(sign, _):
        if sign == signal.SIGUSR1:
            gc.collect()
        counts = Counter(type(one).__name__ for one in gc.get_objects())
        held = {kind: counts[kind] for kind in KINDS} | {"objects": counts.total()} | memory()
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(held))
        draft.rename(file)

    signal.signal(signal.SIGUSR1, tell)
    signal.signal(signal.SIGUSR2, tell)


if __name__ == "__main__":
    tell_into(Path(sys.argv[1]))
    from manage import main

    sys.argv = ["manage.py", "serve"]
    main()
