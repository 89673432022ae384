"""What is to leave at the end of this turn of the loop."""

import asyncio
import logging

logger = logging.getLogger(__name__)


class Flushes:
    """All of it in one go: for each of thousands of sockets, a turn of its own would take longer
    than what it does.
    """

    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._due = []

    def soon(self, flush):
        if not self._due:
            self._loop.call_soon(self._flush)
        self._due.append(flush)

    def _flush(self):
        due, self._due = self._due, []
        for flush in due:
            try:
                flush()
            except Exception as fault:
                # The others are told all the same.
                logger.error("a socket was not flushed: %s", type(fault).__name__)
                logger.debug("", exc_info=fault)
