"""Who takes their time to ask for something is not waited for."""

import asyncio
from urllib.parse import urlsplit

import pytest

from rooms import limits

from .crowd import served

HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
PATIENCE_SECONDS = 3 * limits.HEAD_SECONDS


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    with served(tmp_path_factory.mktemp("slow")) as crowd:
        yield crowd


async def connected(crowd):
    where = urlsplit(crowd.server.address)
    return await asyncio.open_connection(where.hostname, where.port)


async def says_nothing(reader, writer):
    pass


async def says_half(reader, writer):
    writer.write(HEAD)


async def drips(reader, writer):
    for letter in HEAD * 100:
        writer.write(bytes([letter]))
        await asyncio.sleep(0.2)


async def drips_the_second(reader, writer):
    writer.write(HEAD + b"\r\n")
    await reader.readuntil(b"\r\n\r\n")
    await drips(reader, writer)


@pytest.mark.parametrize("how", [says_nothing, says_half, drips, drips_the_second])
async def test_a_head_that_does_not_come_ends_the_connection(crowd, how):
    reader, writer = await connected(crowd)
    saying = asyncio.create_task(how(reader, writer))

    async with asyncio.timeout(PATIENCE_SECONDS):
        while await _more(reader):
            pass
    saying.cancel()
    writer.transport.abort()


async def test_whoever_has_asked_in_time_is_answered_and_may_stay(crowd):
    reader, writer = await connected(crowd)
    writer.write(HEAD)
    await asyncio.sleep(limits.HEAD_SECONDS / 2)
    writer.write(b"\r\n")
    assert (await reader.readline()).split()[1] == b"200"
    writer.transport.abort()

    ada = await crowd.come(0)
    await asyncio.sleep(limits.HEAD_SECONDS + 1)
    await ada.post("still here")
    assert await ada.hear("message.posted")


async def _more(reader):
    try:
        return await reader.read(1_000)
    except ConnectionError:
        return b""
