"""A hundred sockets stop reading while others talk: they are dropped, cost little, and nobody else
notices.
"""

import asyncio
import json
import os
import socket
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import websockets

from rooms import limits
from tests.server import database

from .records import Sent
from .talk import talking
from .victim import Victim

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="there is no /proc"),
]
CLIENTS = 8
SLOW = int(os.environ.get("SLOW", 100))
RECEIVE_BYTES = 4096
REST_SECONDS = 20
ROUNDS = 2
DROPPED_SECONDS = 30
KIB, MIB = 1024, 1024 * 1024
# What the kernel keeps of one of them: its buffer as `listen` asks for it, doubled as it does.
KERNEL_BYTES = 2 * 64 * KIB
ESTABLISHED = "01"


class Reader:
    """A socket that has come in and reads, until it is to stop."""

    def __init__(self, port, key):
        self.port, self.key = port, key
        self.reads = asyncio.Event()
        self.reads.set()

    async def __aenter__(self):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        raw.connect(("127.0.0.1", self.port))
        raw.setblocking(False)
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/ws/",
            sock=raw,
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": f"sessionid={self.key}"},
            compression=None,
            max_size=None,
            max_queue=1,
            ping_interval=None,
            close_timeout=0.1,
        )
        self.own_port = raw.getsockname()[1]
        await self.socket.send(json.dumps({"type": "hello", "v": 1}))
        self.reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_):
        self.reading.cancel()
        self.socket.transport.abort()

    async def _read(self):
        with suppress(websockets.ConnectionClosed):
            while await self.reads.wait():
                await self.socket.recv()


def kept_for(port, readers):
    """{own port: bytes that the kernel has yet to send} of those to whom the server still talks."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    here = {
        int(row[2][-4:], 16): int(row[4].partition(":")[0], 16)
        for row in rows
        if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED
    }
    return {one.own_port: here[one.own_port] for one in readers if one.own_port in here}


def resident(pid):
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Round(NamedTuple):
    """One time that all stop reading. Memory is the server's; `queued` is what the kernel kept of
    one socket at most.
    """

    stopped: float
    dropped: float
    ended: float
    before: int
    most: int
    after: int
    queued: int


async def stall(victim, keys):
    """Have as many come in, and stop reading; returns a while after all are dropped."""
    pid = victim.process.pid
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(Reader(victim.port, key)) for key in keys]
        await asyncio.sleep(REST_SECONDS)
        before, stopped = resident(pid), time.monotonic()
        most = queued = 0
        for reader in readers:
            reader.reads.clear()
        while kept := kept_for(victim.port, readers):
            most, queued = max(most, resident(pid)), max(queued, *kept.values())
            assert time.monotonic() - stopped < 2 * DROPPED_SECONDS
            await asyncio.sleep(0.1)
        dropped = time.monotonic()
    await asyncio.sleep(REST_SECONDS)
    return Round(stopped, dropped, time.monotonic(), before, most, resident(pid), queued)


async def talk(folder):
    """A crowd, and the rounds beside it."""
    with database() as found:
        victim = Victim(folder, **found)
        async with talking(victim, clients=CLIENTS, pause_seconds=0.05) as crowd:
            people = await victim.ask(f"people.made({SLOW}, 'slow')")
            keys = [key for _, _, key in people]
            await asyncio.sleep(REST_SECONDS)
            rounds = [await stall(victim, keys) for _ in range(ROUNDS)]
    return crowd, rounds


def p99(records, since, until):
    """Of the seconds until lines were acked that were said in this time."""
    said = [r for r in records if isinstance(r, Sent) and since <= r.t_inv < until and r.t_res]
    return sorted(line.t_res - line.t_inv for line in said)[int(len(said) * 0.99)]


def test_who_does_not_read_is_dropped_and_nobody_notices(tmp_path):
    crowd, rounds = asyncio.run(talk(tmp_path))

    print(f"\n{SLOW} sockets stop reading, {ROUNDS} times: {crowd.figures()}")
    for one in rounds:
        beside = p99(crowd.records, one.stopped, one.dropped)
        without = p99(crowd.records, one.dropped, one.ended)
        memory = [round(bytes / MIB, 1) for bytes in (one.before, one.most, one.after)]
        print(f"dropped within {one.dropped - one.stopped:.1f} s; memory before, at most, after:")
        print(f"{memory} MiB; the kernel kept {one.queued / KIB:.0f} KiB of one at most;")
        print(f"p99 of an ack {beside:.3f} s, and {without:.3f} s without them")
        assert one.dropped - one.stopped < DROPPED_SECONDS
        assert (one.most - one.before) / SLOW < limits.OUTBOX_BYTES
        assert one.queued <= KERNEL_BYTES
        assert beside < 2 * without
    assert crowd.violations == []
    # The first time it grows by more, which it does not give back.
    assert rounds[-1].after - rounds[-1].before < 5 * MIB
