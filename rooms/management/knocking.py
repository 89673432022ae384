"""A connection before its request was answered: slow ones are not waited for, and those who want a
socket come through a turnstile.
"""

from functools import partial

import h11
from django.conf import settings
from uvicorn.protocols.http.h11_impl import H11Protocol

from rooms import limits
from rooms.live import sessions

from .turnstile import Turnstile


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

    def handle_websocket_upgrade(self, event):
        # What comes before the answer waits, as it does behind a request.
        self.flow.pause_reading()
        session = settings.RATE_LIMITS and sessions.key_of(dict(event.headers))
        _turnstile.let_in(self.loop, session or self, partial(self._enter, event))

    def _enter(self, event):
        if not self.transport.is_closing():
            self.flow.resume_reading()
            super().handle_websocket_upgrade(event)

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


_turnstile = Turnstile()
