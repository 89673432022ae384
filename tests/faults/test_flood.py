"""One person floods the server while others talk: these hardly notice, and lose nothing."""

import asyncio
import gc
import json
import os
import random
import time
import uuid
from collections import deque

import pytest

from ..server import Server, database
from ..tab import Tab
from .flood import Apart

pytestmark = pytest.mark.torture
# Each pause is another: who waits for the same acks would go on speaking at the same moments, and
# one of a hundred lines would be one moment of twenty.
TALKERS, PAUSE_SECONDS, OTHERS = 24, 0.4, (0.5, 1.5)
# Calm and flood take turns, so that what else the machine does is in both.
TURNS, TURN_SECONDS = 4, float(os.environ.get("FLOOD_SECONDS", 5))
HEARTBEAT_SECONDS = 20
# How much later all but the latest twentieth may come; of those, a disk that stalls makes many.
SHARES, RATIO = (50, 95, 99), 3
PEOPLE = """
import json
from tests.faults import people
print(json.dumps([key for _, _, key in people.made(26)]))
"""


@pytest.fixture
def server(tmp_path):
    with database() as found:
        server = Server(tmp_path, **found).start()
        yield server
        server.stop()


class Talk:
    """People who say a line now and then, and somebody who hears it: after how many seconds."""

    def __init__(self, server, keys):
        self.tabs = [Tab(server, key) for key in keys]
        for tab in self.tabs:
            tab.heard = deque(maxlen=0)
        self.said, self.acked, self.late = {}, {}, []

    async def begin(self):
        for tab in self.tabs:
            await tab.open()
        self.lobby = self.tabs[0].lobby
        listening = [asyncio.create_task(self._listen(self.tabs[0]))]
        self.tasks = listening + [asyncio.create_task(self._say(tab)) for tab in self.tabs[1:]]

    async def end(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.gather(*(tab.socket.close() for tab in self.tabs[1:]))

    async def _say(self, tab):
        while True:
            client_id = str(uuid.uuid4())
            self.said[client_id] = time.monotonic()
            ids = {"room": self.lobby, "client_id": client_id}
            await tab.say(type="message.post", body=f"words {client_id}", **ids)
            ack = await tab.hear("ack", "error", client_id=client_id)
            self.acked[client_id] = ack["seq"]
            await asyncio.sleep(PAUSE_SECONDS * random.uniform(*OTHERS))

    async def _listen(self, tab):
        heard, beat_at = None, time.monotonic()
        while True:
            event = await tab.hear("message.posted")
            if time.monotonic() - beat_at > HEARTBEAT_SECONDS:
                # Who only listens for a minute is taken for gone.
                beat_at = time.monotonic()
                await tab.say(type="heartbeat")
            assert heard in (None, event["seq"] - 1), "a number was missed"
            heard, line = event["seq"], event["message"]["client_id"]
            if line in self.said:
                self.late.append((self.said[line], time.monotonic() - self.said[line]))


async def take_turns(server, kind, sockets):
    keys = json.loads(server.run(PEOPLE).split("\n")[-2])
    talk = Talk(server, keys[1 : TALKERS + 2])
    await talk.begin()
    # Else a look for garbage stops those who listen for 80 ms and more.
    gc.disable()
    flood = Apart(server.address, keys[0], kind, talk.lobby, sockets)
    await asyncio.sleep(1)
    spans = []
    for _ in range(TURNS):
        began = time.monotonic()
        await asyncio.sleep(TURN_SECONDS)
        middle = time.monotonic()
        flood.turn()
        await asyncio.wait(talk.tasks, timeout=TURN_SECONDS)
        spans.append((began, middle, time.monotonic()))
        flood.turn()
        assert not any(task.done() for task in talk.tasks)
        await asyncio.sleep(0.5)
    await talk.end()
    gc.enable()
    calm = [late for at, late in talk.late if any(a <= at < b for a, b, _ in spans)]
    loud = [late for at, late in talk.late if any(b <= at < c for _, b, c in spans)]
    kept = await talk.tabs[0].history()
    await talk.tabs[0].socket.close()
    return *flood.end(), talk, sorted(calm), sorted(loud), kept


@pytest.mark.parametrize(
    ("kind", "sockets", "code"),
    [
        ("lines", 1, 4429),
        ("lines", 50, 4429),
        ("typing", 1, 4429),
        # Sixteen pages under way are enough: no more is read.
        ("history", 1, None),
        ("greedy hellos", 5, None),
    ],
)
def test_a_flood_is_the_matter_of_who_floods(server, kind, sockets, code):
    counts, waits, talk, calm, loud, kept = asyncio.run(take_turns(server, kind, sockets))

    delays = [[1000 * each[len(each) * share // 100] for each in (calm, loud)] for share in SHARES]
    print(f"\n{kind} on {sockets} sockets: {dict(counts)}")
    print(f"calm n = {len(calm)}, loud n = {len(loud)}; ms in calm, in the flood, times as many:")
    for share, (before, after) in zip(SHARES, delays, strict=True):
        print(f"{share} %: {before:.1f} {after:.1f} {after / before:.2f}")
    assert talk.acked.items() <= kept.items()
    assert all(wait > 0 for wait in waits)
    assert code is None or counts[f"closed with {code}"]
    assert len(loud) > 30
    _, (before, after), _ = delays
    assert after < RATIO * max(before, 10)
