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
TALK_SECONDS = 20
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


async def settled(pid, seconds):
    """How much memory it has when this time is over."""
    await asyncio.sleep(seconds)
    return resident(pid)


async def watch(victim, readers):
    """Until all are dropped: after how long they were, how much memory the server had at most, and
    what the kernel kept for one of them at most.
    """
    began, memory, queued = time.monotonic(), 0, 0
    while kept := kept_for(victim.port, readers):
        memory = max(memory, resident(victim.process.pid))
        queued = max(queued, *kept.values())
        assert time.monotonic() - began < 2 * DROPPED_SECONDS
        await asyncio.sleep(0.1)
    return time.monotonic() - began, memory, queued


async def stall(folder):
    with database() as found:
        victim = Victim(folder, **found)
        async with (
            talking(victim, clients=CLIENTS, pause_seconds=0.03) as crowd,
            AsyncExitStack() as stack,
        ):
            people = await victim.ask(f"people.made({SLOW}, 'slow')")
            times = [time.monotonic()]
            await asyncio.sleep(TALK_SECONDS)
            readers = []
            for _, _, key in people:
                readers.append(await stack.enter_async_context(Reader(victim.port, key)))
            before = await settled(victim.process.pid, TALK_SECONDS / 2)
            times.append(time.monotonic())
            for reader in readers:
                reader.reads.clear()
            seconds, most, queued = await watch(victim, readers)
            times.append(time.monotonic())
            after = await settled(victim.process.pid, TALK_SECONDS)
            times.append(time.monotonic())
    return crowd, times, (seconds, before, most, after, queued)


def p99(records, since, until):
    """Of the seconds until lines were acked that were said in this time."""
    said = [r for r in records if isinstance(r, Sent) and since <= r.t_inv < until and r.t_res]
    return sorted(line.t_res - line.t_inv for line in said)[int(len(said) * 0.99)]


def test_who_does_not_read_is_dropped_and_nobody_notices(tmp_path):
    crowd, (began, stopped, dropped, ended), found = asyncio.run(stall(tmp_path))
    seconds, before, most, after, queued = found

    alone = p99(crowd.records, began, began + TALK_SECONDS)
    beside = p99(crowd.records, stopped, dropped)
    later = p99(crowd.records, dropped, ended)
    print(f"\n{SLOW} sockets stop reading: dropped within {seconds:.1f} s; {crowd.figures()}")
    print(f"memory {before / MIB:.1f} MiB, {most / MIB:.1f} at most, {after / MIB:.1f} afterwards;")
    print(f"the kernel keeps {queued / KIB:.0f} KiB for one at most")
    print(f"p99 of an ack {alone:.3f} s alone, {beside:.3f} beside, {later:.3f} afterwards")
    assert crowd.violations == []
    assert seconds < DROPPED_SECONDS
    assert (most - before) / SLOW < limits.OUTBOX_BYTES
    assert queued <= KERNEL_BYTES
    assert abs(after - before) < 5 * MIB
    assert beside < 2 * max(alone, later)
