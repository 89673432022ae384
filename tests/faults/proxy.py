"""A TCP proxy of this machine that spoils what passes through it, as it is told to.

While `delay` (seconds), `rate` (bytes a second) or `slice` (one byte a write) is set, all that
passes is spoilt so, both ways. What is done to connections is done to those that there are; later
ones pass.
"""

import asyncio
import socket
import struct
import time

HERE = "127.0.0.1"
CHUNK_BYTES = 4096
UNPASSED_CHUNKS = 64
NO_LINGER = struct.pack("ii", 1, 0)


class Proxy:
    def __init__(self, port):
        self.target = port
        self.delay = 0
        self.rate = None
        self.slice = False
        self.connections = []

    async def __aenter__(self):
        self._listener = await asyncio.start_server(self._met, HERE, 0, limit=CHUNK_BYTES)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._listener.close()
        self.cut()
        while self.connections:
            await asyncio.sleep(0.01)

    def cut(self):
        for connection in self.connections:
            connection.end()

    def rst(self, count=None):
        """Reset the oldest, or all."""
        for connection in self.connections[:count]:
            connection.reset()

    def half_close(self):
        """Who dialled says no more, and still hears."""
        for connection in self.connections:
            connection.saying.cancel()
            connection.far.write_eof()

    def blackhole(self, count=None):
        """Nothing passes any more, both ways, and nobody is told. Returns whom it is done to."""
        holes = self.connections[:count]
        for connection in holes:
            connection.passes.clear()
        return holes

    async def _met(self, reader, near):
        try:
            answers, far = await asyncio.open_connection(HERE, self.target, limit=CHUNK_BYTES)
        except OSError:
            near.transport.abort()
            return
        connection = Connection(self, near, far)
        self.connections.append(connection)
        try:
            async with asyncio.TaskGroup() as both:
                connection.saying = both.create_task(connection.carry(reader, far))
                connection.hearing = both.create_task(connection.carry(answers, near))
        except* OSError:
            connection.reset()
        finally:
            self.connections.remove(connection)
            connection.end()


class Connection:
    def __init__(self, proxy, near, far):
        self.proxy, self.near, self.far = proxy, near, far
        self.passes = asyncio.Event()
        self.passes.set()
        self.far_port = far.get_extra_info("sockname")[1]

    def end(self):
        self.saying.cancel()
        self.hearing.cancel()
        self.near.close()
        self.far.close()

    def reset(self):
        for writer in (self.near, self.far):
            if not writer.is_closing():
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
                writer.transport.abort()

    async def carry(self, reader, writer):
        late = asyncio.Queue(UNPASSED_CHUNKS)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._take(reader, late))
            both.create_task(self._give(late, writer))

    async def _take(self, reader, late):
        data = True
        while data:
            await self.passes.wait()
            data = await reader.read(CHUNK_BYTES)
            await late.put((time.monotonic() + self.proxy.delay, data))

    async def _give(self, late, writer):
        while True:
            due, data = await late.get()
            await asyncio.sleep(due - time.monotonic())
            await self.passes.wait()
            if not data:
                break
            size = 1 if self.proxy.slice else len(data)
            for start in range(0, len(data), size):
                await asyncio.sleep(size / self.proxy.rate if self.proxy.rate else 0)
                writer.write(data[start : start + size])
                await writer.drain()
        if not writer.is_closing():
            writer.write_eof()
