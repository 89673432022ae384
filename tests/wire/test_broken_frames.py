"""What no browser sends: broken by the network, by a bug, or by somebody who means it."""

import asyncio
import uuid
import zlib

import pytest

from rooms import limits

from .crowd import CANARY, served
from .junk import frames as junk
from .raw import CLOSE, CONTINUED, PING, TEXT, frame

JUNK_FRAMES = 3_000
PINGS, PIECES = 5_000, 20_000
JUNK_PER_SOCKET = limits.BAD_FRAMES_PER_MINUTE - 1


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    with served(tmp_path_factory.mktemp("wire")) as crowd:
        yield crowd


@pytest.fixture(autouse=True)
def nothing_is_logged(crowd):
    with crowd.logging_nothing():
        yield


BROKEN = {
    "a length of a gigabyte": [1009, frame(TEXT, length=2**30)],
    "the longest length there is": [1009, frame(TEXT, length=2**63 - 1)],
    "a length beyond that": [1002, 1009, frame(TEXT, length=2**63)],
    "a length with all bits": [1002, 1009, frame(TEXT, length=2**64 - 1)],
    "many pieces": [1009, frame(TEXT, b"x" * 60_000, fin=False), frame(CONTINUED, b"x" * 6_000)],
    "a compressed text": [1002, frame(TEXT, b"{}", rsv=4)],
    "16 MiB in few bytes": [1002, frame(TEXT, zlib.compress(bytes(2**24)), rsv=4)],
    "bits that mean nothing": [1002, frame(TEXT, b"{}", rsv=3)],
    "no mask": [1002, frame(TEXT, b"{}", masked=False)],
    "a kind that does not exist": [1002, frame(3, b"{}"), frame(TEXT, b"{}")],
    "a piece of nothing": [1002, frame(CONTINUED, b"{}")],
    "a new text in the middle": [1002, frame(TEXT, b"{", fin=False), frame(TEXT, b"}")],
    "a ping in pieces": [1002, frame(PING, b"x", fin=False)],
    "a control frame that does not exist": [1002, frame(11, b"x")],
    "a ping too long": [1002, frame(PING, b"x" * 126)],
    "half a character": [1007, frame(TEXT, b"\xf0\x9f\x98")],
    "a surrogate": [1007, frame(TEXT, b"\xed\xa0\x80")],
    "a close of one byte": [1002, frame(CLOSE, b"x")],
    "a close that means nothing": [1002, frame(CLOSE, b"\x00\x00")],
    "no web socket at all": [1002, CANARY.encode() * 1000],
}


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_broken_frame_ends_its_own_connection(crowd, broken):
    codes = [part for part in BROKEN[broken] if isinstance(part, int)]
    pieces = BROKEN[broken][len(codes) :]
    neighbour, raw, before = await crowd.come(1), crowd.raw(0), crowd.memory()
    await raw.open()

    await raw.send(*pieces)

    assert await raw.closed() in codes
    await neighbour.post(broken)
    await neighbour.hear("message.posted")
    assert crowd.memory() - before < 2_048


async def test_small_pieces_and_many_pings_are_only_slow(crowd):
    neighbour, raw = await crowd.come(1), crowd.raw(0)
    await raw.open()
    hello = frame(TEXT, b'{"type": "hello", "v": 1}')
    for number in range(len(hello)):
        await raw.send(hello[number : number + 1])
    await raw.send(*[frame(PING, b"x")] * PINGS)
    await raw.send(frame(TEXT, b"{", fin=False), *[frame(CONTINUED, b" ", fin=False)] * PIECES)

    await neighbour.post("Still here?")

    assert await neighbour.hear("message.posted")
    raw.hang_up()


async def test_no_junk_kills_the_server_or_deafens_a_neighbour(crowd):
    neighbour, before = await crowd.come(0), crowd.memory()
    tellers = [
        asyncio.create_task(tell_junk(crowd, number, JUNK_FRAMES // 4)) for number in range(1, 5)
    ]

    while not all(teller.done() for teller in tellers):
        mark = str(uuid.uuid4())
        await neighbour.post(mark)
        while (await neighbour.hear("message.posted"))["message"]["body"] != mark:
            pass
        await asyncio.sleep(0.05)

    sockets = sum([await teller for teller in tellers])
    print(f"\n{JUNK_FRAMES} broken frames on {sockets} sockets, {crowd.memory() - before} KiB more")


async def tell_junk(crowd, number, count):
    """Say so many broken frames; each socket must stay open for as many as it is allowed."""
    person, sockets = await crowd.come(number), 1
    said = junk(number, count, person.lobby, CANARY)
    for first in range(0, count, JUNK_PER_SOCKET):
        for text in said[first : first + JUNK_PER_SOCKET]:
            await person.socket.send(text)
        await person.say(type="people.list", id=str(first), limit=1)
        assert await person.hear("people.page", id=str(first))
        await person.socket.close()
        person, sockets = await crowd.come(number), sockets + 1
    return sockets
