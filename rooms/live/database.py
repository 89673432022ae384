"""The chat's own threads for the database, apart from the one that all of Django's sockets share.

Reads and writes have their own, so that no slow question delays a message.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from rooms import limits

from .counts import counts

_readers = ThreadPoolExecutor(limits.READER_THREADS, "reader")
_writers = ThreadPoolExecutor(limits.ROOMS_AT_ONCE, "writer")
# SQLite takes one line after the other, and what one thread has read of the file it need not read
# again for the next: from thread to thread, it read 28 pages for each line.
_posters = ThreadPoolExecutor(1, "poster") if connection.vendor == "sqlite" else _writers
_begun = set()


async def read(work, *args):
    """What `work(*args)` returns, run in a reader's thread. It must not write."""
    return await _done(_readers, "read", work, args)


async def write(work, *args):
    """What `work(*args)` returns, run in a writer's thread.

    Cancelling the caller does not stop it: what began to be written is written.
    """
    return await _done(_writers, "write", work, args)


def post(then, work, *args):
    """Have `work(*args)` run in the thread for lines, and `then(its future)` called in this loop.

    No task waits for it: to wake one takes as long as the way to the thread and back.
    """
    loop, asked, began = asyncio.get_running_loop(), time.monotonic(), []
    future = _submitted(_posters, began, work, args)

    def done(ended):
        counts.waits["write"].add(began[0] - asked)
        then(ended)

    # They are told the future: if they knew it, as it knows them, every line would stay until
    # garbage is searched for.
    future.add_done_callback(lambda ended: loop.call_soon_threadsafe(done, ended))
    future.add_done_callback(_begun.discard)


async def settled():
    """Return when no thread works on anything that was begun, wanted or not."""
    if _begun:
        await asyncio.wait([asyncio.wrap_future(future) for future in list(_begun)])


async def _done(threads, kind, work, args):
    asked, began = time.monotonic(), []
    future = _submitted(threads, began, work, args)
    future.add_done_callback(_begun.discard)
    try:
        return await asyncio.wrap_future(future)
    finally:
        if began:
            counts.waits[kind].add(began[0] - asked)


def _submitted(threads, began, work, args):
    future = threads.submit(_run, began, work, args)
    _begun.add(future)
    return future


def _run(began, work, args):
    began.append(time.monotonic())
    try:
        return work(*args)
    finally:
        _release()


def _release():
    # PostgreSQL: back to the pool. SQLite: the thread keeps its file open, which makes a post
    # a third faster; only a connection that broke is dropped. The last one to close would take the
    # log beside the file with it, without which nothing can be read once the disk is full.
    if connection.vendor == "sqlite":
        connection.close_at = None
        connection.close_if_unusable_or_obsolete()
    else:
        connection.close()
