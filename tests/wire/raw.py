"""A web socket by hand, so that what it sends can be broken."""

import asyncio
import base64
import os
import socket
import struct
from urllib.parse import urlsplit

CONTINUED, TEXT, BINARY, CLOSE, PING = 0, 1, 2, 8, 9
READ_AHEAD_BYTES = 4096


def frame(opcode, payload=b"", fin=True, rsv=0, masked=True, length=None):
    """One frame's bytes. `length` is what its head says, if that is not the truth."""
    length = len(payload) if length is None else length
    head = bytes([(fin << 7) | (rsv << 4) | opcode])
    mark = 0x80 if masked else 0
    if length < 126:
        head += bytes([mark | length])
    elif length < 2**16:
        head += bytes([mark | 126]) + struct.pack("!H", length)
    else:
        head += bytes([mark | 127]) + struct.pack("!Q", length)
    # A mask of zeros leaves the words as they are.
    return head + (bytes(4) if masked else b"") + payload


class Raw:
    """`room` is how many bytes the kernel keeps of what is not read."""

    def __init__(self, address, key, room=None):
        self.origin, self.key = address, key
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.connect((self.host, self.port))
        self.own_port = self.socket.getsockname()[1]

    async def open(self, path="/ws/", **headers):
        """Shake hands. Returns the status and the headers of the answer."""
        opened = await asyncio.open_connection(sock=self.socket, limit=READ_AHEAD_BYTES)
        self.reader, self.writer = opened
        asked = {
            "Host": f"{self.host}:{self.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            "Origin": self.origin,
            "Cookie": f"sessionid={self.key}",
        }
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"GET {path} HTTP/1.1", *(f"{k}: {v}" for k, v in asked.items() if v is not None)]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        return int(answer.split()[1]), answer

    async def send(self, *pieces):
        for piece in pieces:
            self.writer.write(piece)
        await self.writer.drain()

    async def frames(self):
        """Each frame that comes, as (opcode, payload), to the end."""
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                length = second & 127
                if length > 125:
                    size = 2 if length == 126 else 8
                    length = int.from_bytes(await self.reader.readexactly(size))
                yield first & 15, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    async def closed(self):
        """The code with which the server closes; None if it just ends."""
        async with asyncio.timeout(10):
            async for opcode, payload in self.frames():
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2])
        return None

    def hang_up(self):
        self.writer.transport.abort()
