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
# Calm, a flood of nobody and one of the server take turns, so that what else the machine does is in
# all, and each comes as often after the one as after the other. To flood nobody is what it costs to
# flood: whoever floods has a machine of their own, but here.
TURNS = ("pause", "nowhere", "there", "pause", "there", "nowhere") * 2
TURN_SECONDS = float(os.environ.get("FLOOD_SECONDS", 5))
HEARTBEAT_SECONDS = 20
SHARES = 50, 95, 99
# How much later than in calm MOST of a hundred may come; of the rest a stalling disk makes many.
MOST, RATIO = 95, 3
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

    def between(self, spans):
        """How late each line was that was said in these, (begin, end), from the least on."""
        return sorted(
            late for at, late in self.late if any(begin <= at < end for begin, end in spans)
        )

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
    spans = {"pause": [], "nowhere": [], "there": []}
    for whither in TURNS:
        flood.turn(whither)
        began = time.monotonic()
        await asyncio.wait(talk.tasks, timeout=TURN_SECONDS)
        spans[whither].append((began, time.monotonic()))
        assert not any(task.done() for task in talk.tasks)
        flood.turn("pause")
        await asyncio.sleep(0.5)
    await talk.end()
    gc.enable()
    late = {whither: talk.between(spans[whither]) for whither in spans}
    kept = await talk.tabs[0].history()
    await talk.tabs[0].socket.close()
    return *flood.end(), talk, late, kept


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
    counts, waits, talk, late, kept = asyncio.run(take_turns(server, kind, sockets))

    print(f"\n{kind} on {sockets} sockets: {dict(counts)}")
    assert min(map(len, late.values())) > 30
    print(f"n = {', '.join(str(len(each)) for each in late.values())}; ms in calm, where they")
    print("flood nobody, where they flood this server, and this as many times as each:")
    for share in SHARES:
        calm, nowhere, there = (1000 * each[len(each) * share // 100] for each in late.values())
        ratios = f"{there / calm:.2f} {there / nowhere:.2f}"
        print(f"{share} %: {calm:.1f} {nowhere:.1f} {there:.1f} {ratios}")
        assert share > MOST or there < RATIO * max(calm, 10)
    assert talk.acked.items() <= kept.items()
    assert all(wait > 0 for wait in waits)
    assert code is None or counts[f"closed with {code}"]
