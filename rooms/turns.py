"""Long work of a thread, done so that the others have their turn meanwhile."""

import time

AT_ONCE = 10
# Without a moment's sleep it would have its turn again before another thread has woken.
MOMENT_SECONDS = 0.000_001


def taken(rows):
    """These rows, one by one; after some of them other threads go on, where any wait.

    Python takes a thread off only after five milliseconds, and a page takes two: each line that is
    said while somebody reads through a room would wait for whole pages, up to three of them.
    """
    for count, row in enumerate(rows, 1):
        yield row
        if count % AT_ONCE == 0:
            time.sleep(MOMENT_SECONDS)
