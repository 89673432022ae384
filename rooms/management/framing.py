"""The way of a text into very many sockets: it is made into bytes once, and written at once."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN


class Framing(WebSocketsSansIOProtocol):
    """Offers `push` to the application, beside ASGI's `send`, which makes the bytes of a text anew
    for each socket and is a coroutine each time: both together take longer than to write them.
    """

    def handle_connect(self, event):
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"]["chat.push"] = {"push": self.push}

    def push(self, text):
        """Send a text, if that can be done at once. Returns whether it was."""
        is_ready = self.writable.is_set() and not self.disconnected
        if is_ready and self.conn.state is OPEN:
            self.transport.write(_latest.framed(text))
            return True
        return False


class Latest:
    """The text that was framed last, and its frame."""

    text = frame = None

    def framed(self, text):
        if text != self.text:
            self.text = text
            self.frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
        return self.frame


_latest = Latest()
