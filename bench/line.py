"""A connection by hand: opened and spoken to here, then given to the load, which is not Python."""

import asyncio
import base64
import os
import re
import socket
from contextlib import suppress

HERE = "127.0.0.1"
PATIENCE_SECONDS = 60
PING = re.compile(rb"\x89([\x00-\x10])", re.S)


class Line:
    """`resume` is what a peer wants to know of it when it comes again."""

    resume = None

    def __init__(self, opened):
        self.socket = opened
        self.unread = b""

    @classmethod
    async def open(cls, port):
        opened = socket.socket()
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, (HERE, port))
        return cls(opened)

    @classmethod
    async def websocket(cls, port, path, **headers):
        """Raises ConnectionRefusedError with the answer when it is not let in."""
        headers = {
            **{"Host": f"{HERE}:{port}", "Upgrade": "websocket", "Connection": "Upgrade"},
            **{"Sec-WebSocket-Version": 13, "Sec-WebSocket-Key": _key(), **headers},
        }
        line = await cls.open(port)
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        await line.send(f"GET {path} HTTP/1.1\r\n{told}\r\n".encode())
        answer = await line.until(b"\r\n\r\n")
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            line.close()
            raise ConnectionRefusedError(answer.decode(errors="replace"))
        return line

    async def send(self, data):
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def until(self, *ends):
        """All that comes up to the first of these that is found."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                for end in ends:
                    if end in self.unread:
                        upto = self.unread.index(end) + len(end)
                        came, self.unread = self.unread[:upto], self.unread[upto:]
                        return came
                await self._more()

    async def frame(self):
        """The text of the next text frame; what comes between is passed over."""
        while True:
            data = await self._exactly(2)
            length = data[1] & 127
            if length > 125:
                length = int.from_bytes(await self._exactly(2 if length == 126 else 8))
            text = await self._exactly(length)
            if data[0] == 0x81:
                return text
            if data[0] == 0x89:
                self._pong(text)

    async def _exactly(self, count):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.unread) < count:
                await self._more()
        came, self.unread = self.unread[:count], self.unread[count:]
        return came

    async def _more(self):
        data = await asyncio.get_running_loop().sock_recv(self.socket, 1 << 18)
        if not data:
            raise ConnectionResetError(self.unread[-300:])
        self.unread += data

    def idle(self):
        """Pass over all that came and comes, but answer when asked for life."""
        self._answer_pings(self.unread)
        self.unread = b""
        asyncio.get_running_loop().add_reader(self.socket, self._pass_over)

    def listen(self):
        """What comes from now on is for somebody else."""
        asyncio.get_running_loop().remove_reader(self.socket)

    def _pass_over(self):
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.listen()
        self._answer_pings(data)

    def _answer_pings(self, data):
        for ping in PING.finditer(data):
            self._pong(data[ping.end() : ping.end() + ping[1][0]])

    def _pong(self, told):
        with suppress(OSError):
            self.socket.send(bytes([0x8A, 0x80 | len(told), 0, 0, 0, 0]) + told)

    def close(self):
        self.listen()
        self.socket.close()


def text(words):
    """A text frame. Its mask is zero, so that the words stand in it as they are."""
    data = words.encode()
    if len(data) < 126:
        return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data
    return b"\x81\xfe" + len(data).to_bytes(2, "big") + bytes(4) + data


def _key():
    return base64.b64encode(os.urandom(16)).decode()
