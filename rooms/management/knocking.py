"""A connection before its request has come: slow ones are not waited for."""

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from rooms import limits


class Knocking(H11Protocol):
    """Ends when the head of a request has not come in HEAD_SECONDS. Uvicorn itself would wait for
    ever, so that whoever opens enough of them has all files that a server may open.
    """

    deadline = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self._expect()

    def data_received(self, data):
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._expect()
        else:
            self._expect_no_more()

    def connection_lost(self, exc):
        self._expect_no_more()
        super().connection_lost(exc)

    def _expect(self):
        if self.deadline is None:
            self.deadline = self.loop.call_later(limits.HEAD_SECONDS, self.transport.close)

    def _expect_no_more(self):
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None
