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

    A page takes two milliseconds, for which lines would wait that are said while somebody reads
    through a room. Python takes a thread off by itself, too, in a server as soon as this does; yet
    with that alone, one of two floods of pages made the lines of others thirteen times as late.
    """
    began = time.perf_counter()
    for row in rows:
        yield row
        if time.perf_counter() - began > TURN_SECONDS:
            _never.wait(MOMENT_SECONDS)
            began = time.perf_counter()
