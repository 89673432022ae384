"""What one socket still has to be sent. The only writer to that socket.

Texts that are ready together leave together, joined by newlines. A socket that takes everything
costs no task: to send usually ends at once. One that is slow keeps at most 256 texts or 256 KiB of
the log here; what is beyond is read when it drains.
"""

import asyncio
from typing import NamedTuple

from rooms import limits

from . import steps
from .counts import counts


class Piece(NamedTuple):
    """A text, its bytes on the wire, and of which room's log it is a part, if it is."""

    text: str
    weight: int
    room: int | None = None

    @classmethod
    def of(cls, text, room=None):
        return cls(text, size(text), room)


class Outbox:
    """`socket` sends a text with the coroutine `transmit(text)`, or with `push(text)`, if that
    returns that it could be done at once; has `lost()` called when it is gone, and calls what it
    is given by `soon(flush)` at the end of this turn. `drained` is called when all has left.
    """

    def __init__(self, socket, drained):
        self._send = socket.transmit
        self._push = socket.push
        self._soon = socket.soon
        self._gone = socket.lost
        self._drained = drained
        # No deque: it takes ten times as much, for each socket, and hardly ever holds anything.
        self._pieces = []
        self._bytes = 0
        self._flushing = False
        self._task = None
        self._closed = False

    @property
    def idle(self):
        return not self._pieces and self._task is None

    @property
    def full(self):
        """Whether so much waits that nothing more should be asked for."""
        return self._bytes >= limits.OUTBOX_BYTES

    def put(self, text):
        """Queue a reply, or another text that must never be dropped."""
        self._queue(Piece.of(text))

    def put_log(self, piece):
        """Queue a part of a room's log. False when the socket is too slow for more of it."""
        if len(self._pieces) >= limits.OUTBOX_ENTRIES or self.full:
            return False
        self._queue(piece)
        return True

    def tell_log(self, piece):
        """The same, but sent at once where nothing waits: all sockets would wait until each of them
        has it queued.
        """
        try:
            waits = self._pieces or self._task or self._closed
            if not waits and self._push(piece.text):
                return True
        except Exception:
            self._lost()
        return self.put_log(piece)

    def put_passing(self, text):
        """Queue something that is worth nothing later: a busy socket does without."""
        if self._task is None and len(self._pieces) < limits.OUTBOX_ENTRIES:
            self._queue(Piece.of(text))

    def forget(self, room):
        """Drop what is queued of one room: its reader is no longer one."""
        self._pieces = [piece for piece in self._pieces if piece.room != room]
        self._bytes = sum(piece.weight for piece in self._pieces)

    def close(self):
        """The socket is gone. It is let go of: two that know each other stay until garbage is
        searched for.
        """
        self._closed = True
        self._pieces.clear()
        if self._task:
            self._task.cancel()
        self._send = self._push = self._soon = self._gone = self._drained = None

    async def flushed(self):
        """Return when everything queued has been handed to the socket."""
        while not self._closed and not self.idle:
            self._flush()
            if self._task:
                await asyncio.wait([self._task])

    async def has_room(self):
        """Return when less waits than what is full, or the socket is gone."""
        while self.full and not self._closed:
            self._flush()
            if self._task:
                await asyncio.wait([self._task])

    def _queue(self, piece):
        if self._closed:
            return
        self._pieces.append(piece)
        self._bytes += piece.weight
        if not self._flushing and self._task is None:
            self._flushing = True
            self._soon(self._flush)

    def _flush(self):
        self._flushing = False
        while self._pieces and self._task is None and not self._closed:
            text = self._joined()
            try:
                if not self._push(text):
                    self._begin(text)
            except Exception:
                self._lost()
                return
        if self.idle and not self._closed:
            self._drained()

    def _begin(self, text):
        rest = steps.begin(self._send(text))
        if rest is not None:
            self._task = asyncio.get_running_loop().create_task(self._finish(rest))

    def _joined(self):
        if len(self._pieces) == 1:
            self._bytes = 0
            return self._pieces.pop().text
        joined = count = 0
        for piece in self._pieces:
            if count and joined + piece.weight >= limits.JOINED_BYTES:
                break
            joined += piece.weight + 1
            count += 1
        leaving, self._pieces = self._pieces[:count], self._pieces[count:]
        self._bytes -= joined - count
        return "\n".join(piece.text for piece in leaving)

    async def _finish(self, rest):
        try:
            async with asyncio.timeout(limits.STALLED_SECONDS):
                await rest
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            counts.evictions += isinstance(fault, TimeoutError)
            self._task = None
            self._lost()
            return
        self._task = None
        self._flush()

    def _lost(self):
        if not self._closed:
            gone = self._gone
            self.close()
            gone()


def size(text):
    """Bytes of a text on the wire."""
    return len(text) if text.isascii() else len(text.encode())
