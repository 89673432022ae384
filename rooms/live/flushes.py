"""What is to leave at the end of this turn of the loop."""

import asyncio
import logging

logger = logging.getLogger(__name__)


class Flushes:
    """All of it in one go: for each of thousands of sockets, a turn of its own would take longer
    than what it does. Feeds come first: what they tell leaves with what waits for a socket already.
    """

    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._feeds, self._sockets = [], []
        self._is_due = False

    def feed_soon(self, flush):
        self._feeds.append(flush)
        self._be_due()

    def socket_soon(self, flush):
        self._sockets.append(flush)
        self._be_due()

    def _be_due(self):
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._flush)

    def _flush(self):
        feeds, self._feeds = self._feeds, []
        _all(feeds)
        sockets, self._sockets = self._sockets, []
        # What these bring about is for the next turn.
        self._is_due = False
        _all(sockets)


def _all(flushes):
    for flush in flushes:
        try:
            flush()
        except Exception as fault:
            # The others are told all the same.
            logger.error("a feed or a socket was not flushed: %s", type(fault).__name__)
            logger.debug("", exc_info=fault)
