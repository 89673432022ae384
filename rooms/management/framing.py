"""The way of texts between socket and application, without what it costs for each of very many."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode, apply_mask
from websockets.protocol import OPEN
from websockets.streams import StreamReader

from rooms import limits

from . import memory

# A frame as nearly all are that come (RFC 6455, 5.2): the only one of its message, a text, masked,
# its length in one byte or in two more.
WHOLE_TEXT = 0x81
MASKED, SIXTEEN_BITS = 0x80, 126
MASK, SHORT = 4, 8
BETWEEN_FRAMES = StreamReader.at_eof.__code__


class Framing(WebSocketsSansIOProtocol):
    """Offers `chat.wire` to the application, a short way beside ASGI's `send` and `receive`.

    `push(text)` sends what is made into bytes once: `send` makes them anew for each socket and is a
    coroutine each time, and both together take longer than to write them.

    `taken_by(take)` has `take(text)` called, in no task, with most texts that come when none before
    them is left. It returns None, or a message for `receive` to go on with: by that way each text
    stops the socket's reading, wakes a task, and lets the socket be read again.
    """

    # An object with more than thirty attributes has a table of its own for them, of 1.5 KiB: so
    # some of them, the library's own too, stand beside it.
    __slots__ = (
        "close_timeout",
        "close_timer",
        "curr_msg_data_type",
        "flows",
        "frames",
        "initial_response",
        "last_ping_rtt",
        "offered",
        "pending_ping_payload",
        "ping_sent_at",
        "queue",
        "take",
        "writable",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.queue = memory.Queue()
        self.writable = memory.Event()
        self.take = None
        self.offered = {}
        # Whether it is there and takes what is written, in one place: thousands are looked at.
        self.flows = True

    def handle_connect(self, event):
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.offered = self.scope["extensions"]
            self.offered["chat.wire"] = {"push": self.push, "taken_by": self.taken_by}

    def start_keepalive(self):
        """The handshake is over: what was asked and answered is kept no longer, as it is a tenth
        of what a socket takes.
        """
        super().start_keepalive()
        self.request.headers.clear()
        self.response.headers.clear()
        self.scope["headers"].clear()

    def pause_writing(self):
        super().pause_writing()
        self.flows = False

    def resume_writing(self):
        super().resume_writing()
        self.flows = True

    def connection_lost(self, exc):
        """Forget the application too: two that know each other stay until garbage is searched
        for.
        """
        super().connection_lost(exc)
        self.flows = False
        self.take = None
        self.offered.clear()

    def push(self, text):
        """Send a text, if that can be done at once. Returns whether it was."""
        if self.flows and self.conn.state is OPEN:
            self.transport.write(_latest.framed(text))
            return True
        return False

    def taken_by(self, take):
        self.take = take

    def data_received(self, data):
        """Whole texts at the beginning are taken here; anything else is the library's."""
        if self.take and self.conn.state is OPEN and self._is_between_frames():
            data = self._rest(data)
        if data:
            super().data_received(data)

    def _is_between_frames(self):
        # The library's parser waits for the first byte of a frame, and for no more of a message.
        waits_in = self.conn.parser
        while waits_in.gi_yieldfrom is not None:
            waits_in = waits_in.gi_yieldfrom
        return waits_in.gi_code is BETWEEN_FRAMES and self.conn.current_size is None

    def _rest(self, data):
        """What is left of the data after the whole texts with which it begins."""
        at, taken, size = 0, 0, len(data)
        while size - at >= SHORT and data[at] == WHOLE_TEXT and not self.close_sent:
            length, begin = data[at + 1] - MASKED, at + 2
            if length == SIXTEEN_BITS:
                length, begin = int.from_bytes(data[begin : begin + 2]), begin + 2
            elif not 0 <= length < SIXTEEN_BITS:
                break
            end = begin + MASK + length
            if end > size or length > self.conn.max_message_size:
                break
            try:
                text = apply_mask(data[begin + MASK : end], data[begin : begin + MASK]).decode()
            except UnicodeDecodeError:
                break
            self._hand_over(text, taken < limits.TEXTS_AT_ONCE)
            at, taken = end, taken + 1
        return data[at:] if at else data

    def _hand_over(self, text, at_once):
        message = {"type": "websocket.receive", "text": text}
        if at_once and self.queue.empty():
            message = self.take(text)
        if message is not None:
            self.queue.put_nowait(message)
            if not self.read_paused:
                self.read_paused = True
                self.transport.pause_reading()


class Latest:
    """The text that was framed last, and its frame."""

    text = frame = None

    def framed(self, text):
        if text != self.text:
            self.text = text
            self.frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
        return self.frame


_latest = Latest()
