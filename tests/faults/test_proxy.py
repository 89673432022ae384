"""The proxy does to connections what it is told to."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest

from .proxy import HERE, Proxy


@asynccontextmanager
async def echo():
    """A proxy before a server that says again what it hears, and "end" when it hears the end."""
    pieces = []

    async def met(reader, writer):
        while data := await reader.read(4096):
            pieces.append(data)
            writer.write(data)
        writer.write(b"end")
        writer.close()

    async with await asyncio.start_server(met, HERE, 0) as server:
        async with Proxy(server.sockets[0].getsockname()[1]) as proxy:
            reader, writer = await asyncio.open_connection(HERE, proxy.port)
            writer.write(b"hello")
            assert await reader.readexactly(5) == b"hello"
            pieces.clear()
            yield proxy, reader, writer, pieces
            writer.close()


async def test_all_passes_until_it_is_told_otherwise():
    async with echo() as (_, reader, writer, _):
        writer.write(b"x" * 100_000)
        assert await reader.readexactly(100_000) == b"x" * 100_000
        writer.write_eof()
        assert await reader.read() == b"end"


async def test_it_slices():
    async with echo() as (proxy, reader, writer, pieces):
        proxy.slice = True
        writer.write(b"x" * 200)
        assert await reader.readexactly(200)
        assert len(pieces) > 50


@pytest.mark.parametrize(("how", "seconds"), [({"delay": 0.2}, 0.4), ({"rate": 500}, 0.2)])
async def test_it_is_slow(how, seconds):
    async with echo() as (proxy, reader, writer, _):
        vars(proxy).update(how)
        began = time.monotonic()
        writer.write(b"x" * 100)
        await reader.readexactly(100)
        writer.write(b"x")
        await reader.readexactly(1)
        assert time.monotonic() - began >= seconds


async def test_it_ends_connections():
    async with echo() as (proxy, reader, _, _):
        proxy.cut()
        assert await reader.read() == b""
    async with echo() as (proxy, reader, _, _):
        proxy.rst(1)
        with pytest.raises(ConnectionResetError):
            await reader.read()
    async with echo() as (proxy, reader, _, _):
        proxy.half_close()
        assert await reader.read() == b"end"


async def test_in_a_black_hole_nobody_hears_anything_and_who_comes_anew_does():
    async with echo() as (proxy, reader, writer, pieces):
        proxy.blackhole()
        writer.write(b"lost")
        writer.write_eof()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        assert pieces == []
        fresh, says = await asyncio.open_connection(HERE, proxy.port)
        says.write(b"new")
        assert await fresh.readexactly(3) == b"new"
        says.close()
