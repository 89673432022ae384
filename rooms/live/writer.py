"""The one way of messages into the database: what arrives while a commit runs is the next batch.

SQLite has one writer anyway, so one transaction serves all rooms that wait. On PostgreSQL each
room has its own, a few at once, so that one stuck room delays no other.
"""

import asyncio
import logging
import time
from collections import deque
from functools import partial

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.db import connection as database_connection

from rooms import limits
from rooms.actions import messages
from rooms.errors import Busy, Refusal, Retry, Unavailable, not_saved

from . import database
from .counts import counts

logger = logging.getLogger(__name__)

DATA_FAULTS = (DataError, IntegrityError, ValueError)


class Submission:
    """A line on its way, whom to tell how it went, and its place in its connection's order."""

    __slots__ = ("line", "order", "ticket", "_tell")

    def __init__(self, line, order, tell):
        self.line = line
        self.order = order
        self.ticket = order.ticket(line.room_id, line.client_id)
        self._tell = tell

    def waits(self):
        return self.order.waits(self.line.room_id, self.ticket)

    def settle(self, outcome):
        if isinstance(outcome, Refusal) and not outcome.final:
            self.order.hold(self.line.room_id, self.ticket, self.line.client_id)
        self._tell(outcome)


class Writer:
    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._per_room = database_connection.vendor != "sqlite"
        self._lanes = limits.ROOMS_AT_ONCE if self._per_room else 1
        self._waiting = {}
        self._busy = set()
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._ended = False

    def submit(self, submission):
        """Take a line to be written. Raises Busy when too many wait."""
        if self._count >= limits.WAITING_POSTS:
            raise Busy()
        key = submission.line.room_id if self._per_room else None
        self._waiting.setdefault(key, deque()).append(submission)
        self._count += 1
        self._idle.clear()
        self._start()

    @property
    def waiting(self):
        """How many lines are on their way."""
        return self._count

    async def flushed(self):
        """Return when nothing waits and nothing is being written."""
        await self._idle.wait()

    def end(self):
        """Begin to write nothing more: what is left must not overtake what was given up."""
        self._ended = True

    def _start(self):
        for key in list(self._waiting):
            if len(self._busy) >= self._lanes:
                return
            if key not in self._busy:
                self._busy.add(key)
                # What comes in the same turn of the loop shall be in the same batch.
                self._loop.call_soon(self._write, key)

    def _write(self, key):
        """Hand the next batch of a lane to a thread, or leave the lane to others."""
        batch = [] if self._ended else self._next(key)
        if batch:
            counts.batches.add(len(batch))
            written = partial(self._written, key, batch, time.monotonic())
            database.post(written, _kept, [submission.line for submission in batch])
        else:
            self._leave(key)

    def _written(self, key, batch, began, future):
        counts.commits.add(time.monotonic() - began)
        try:
            outcomes = future.result()
            for submission, outcome in zip(batch, outcomes, strict=True):
                submission.settle(outcome)
            for outcome in outcomes:
                if not isinstance(outcome, Refusal):
                    messages.tell(outcome)
        finally:
            self._count -= len(batch)
            if self._per_room and len(self._waiting) > self._lanes:
                self._leave(key)
            else:
                # What has come meanwhile shall be in it.
                self._loop.call_soon(self._write, key)

    def _leave(self, key):
        if not self._waiting.get(key):
            self._waiting.pop(key, None)
        self._busy.discard(key)
        if not self._waiting and not self._busy:
            self._idle.set()
        if not self._ended:
            self._start()

    def _next(self, key):
        """The lines of a lane that are next, none of which waits for another."""
        queue, ready = self._waiting.get(key), []
        while queue and len(ready) < limits.BATCH_POSTS:
            submission = queue.popleft()
            if submission.waits():
                self._count -= 1
                submission.settle(Retry())
            else:
                ready.append(submission)
        return ready


def _kept(lines):
    """An outcome for each line, whatever goes wrong: nobody is left without an answer."""
    try:
        return _tried_twice(lines)
    except DATA_FAULTS as fault:
        if len(lines) == 1:
            logger.error("a line can't be kept: %s", type(fault).__name__)
            return [Unavailable()]
        return [_kept([line])[0] for line in lines]
    except Exception as fault:
        logger.warning("a batch of %d was not written: %s", len(lines), type(fault).__name__)
        return [not_saved(fault) for _ in lines]


def _tried_twice(lines):
    try:
        return messages.post_all(lines)
    except (OperationalError, InterfaceError):
        # A connection that the server dropped shows only when it is used. A second time is
        # safe: what was kept the first time is found by its client_id.
        if database_connection.is_usable():
            raise
        database_connection.close()
        return messages.post_all(lines)
