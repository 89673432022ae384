"""Long work of a thread, done so that the others have their turn meanwhile."""

import threading

AT_ONCE = 10
# Long enough for another thread to wake.
MOMENT_SECONDS = 0.000_001
# No `time.sleep`: by a clock that tests have set (libfaketime's) it fails.
_never = threading.Event()


def taken(rows):
    """These rows, one by one; after some of them other threads go on, where any wait.

    Python takes a thread off only after five milliseconds, and a page takes two: each line that is
    said while somebody reads through a room would wait for whole pages, up to three of them.
    """
    for count, row in enumerate(rows, 1):
        yield row
        if count % AT_ONCE == 0:
            _never.wait(MOMENT_SECONDS)
