"""Long work of a thread, done so that the others have their turn meanwhile."""

import threading
import time

TURN_SECONDS = 0.000_3
# Long enough for another thread to wake; it takes seventy times as long, as timers are rounded.
MOMENT_SECONDS = 0.000_001
# No `time.sleep`: by a clock that tests have set (libfaketime's) it fails.
_never = threading.Event()


def taken(rows):
    """These rows, one by one; now and then other threads go on, where any wait.

    Python takes a thread off only after five milliseconds, and a page takes two: each line that is
    said while somebody reads through a room would wait for whole pages, up to three of them.
    """
    began = time.perf_counter()
    for row in rows:
        yield row
        if time.perf_counter() - began > TURN_SECONDS:
            _never.wait(MOMENT_SECONDS)
            began = time.perf_counter()
