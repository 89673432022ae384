"""What is measured. Each case begins a server of its own, so that no one inherits anything."""

import asyncio
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from . import machine
from .crowd import Crowd, middle_and_end

ROOMS = 20
GENTLE, BRISK = 20, 200
# One worker and two are held against each other where both have the same to do.
EVEN, EVENLY = 500, ("chat-pg", "chat-two")
PAUSE_SECONDS = 0.5
CALM_SECONDS = 2
PAGE, PAGES = 50, 60
# Of what a server can do at most, the share from which on a rate only makes a queue.
TOO_MUCH = 0.9


@contextmanager
def begun(peer, people):
    """The server on the first core, and who asks it on the last."""
    with own_folder() as folder, machine.on_core(0):
        with peer.beside(folder), peer.serving(folder), machine.on_core(-1):
            peer.invite(people)
            yield folder


@contextmanager
def own_folder():
    with TemporaryDirectory(prefix="chat-bench-") as folder:
        # Some of them give up being root.
        Path(folder).chmod(0o755)
        yield folder


async def room(peer, seconds, sockets):
    """All in one room: as much as can be said, half of it, and so much a second."""
    with begun(peer, sockets):
        crowd, found = Crowd(peer), {}
        found["memory"] = await memory_of(crowd, ["hall"] * sockets)
        found["saturated"] = most = await crowd.talk(seconds, warm=1)
        rates = {"half": most["messages"] / 2}
        if sockets == 200:
            rates |= {"gentle": GENTLE, "brisk": BRISK}
        if peer.key in EVENLY:
            rates["even"] = EVEN
        for name, rate in rates.items():
            if 0 < rate < most["messages"] * TOO_MUCH:
                await asyncio.sleep(PAUSE_SECONDS)
                found[name] = await crowd.talk(seconds, warm=PAUSE_SECONDS, rate=rate)
        crowd.go()
    return found


async def rooms(peer, seconds):
    """Twenty rooms of ten, two of whom talk as much as they can."""
    with begun(peer, 200):
        crowd = await Crowd(peer).come([str(number // 10) for number in range(200)])
        await asyncio.sleep(CALM_SECONDS)
        found = {"saturated": await crowd.talk(seconds, warm=1)}
        crowd.go()
    return found


async def memory(peer, seconds, sockets):
    """What idle connections take, in twenty rooms."""
    with begun(peer, sockets):
        crowd = Crowd(peer)
        found = await memory_of(crowd, [str(number % ROOMS) for number in range(sockets)])
        crowd.go()
    return {"memory": found}


async def memory_of(crowd, places):
    """Let them come, and see what it takes: KiB for each, and how long it took."""
    first = await Crowd(crowd.server).come(places[:1])
    first.go()
    await asyncio.sleep(CALM_SECONDS)
    before, began = _kib(crowd.server), time.monotonic()
    await crowd.come(places)
    came = time.monotonic() - began
    await asyncio.sleep(CALM_SECONDS)
    return {"kib": (_kib(crowd.server) - before) / len(places), "came_seconds": came}


async def storm(peer, seconds, sockets):
    """All lose their connection at once, and want to be back."""
    with begun(peer, sockets):
        places = [str(number % ROOMS) for number in range(sockets)]
        crowd = await Crowd(peer).come(places)
        await asyncio.sleep(CALM_SECONDS)
        crowd.go()
        back, began, cpu = Crowd(peer), time.monotonic(), time.process_time()
        spent = machine.Spent(peer)
        await back.come(places, again=crowd.lines)
        passed, used = time.monotonic() - began, spent.until_now()
        back.go()
    return {
        "all_back_seconds": passed,
        "delays": middle_and_end([came * 1000 for came in back.came_seconds]),
        "us": used["own"] / sockets,
        "load_busy": (time.process_time() - cpu) / passed,
    }


async def start(peer, seconds):
    """From the start of the program, with all that it needs there, to the first message heard."""
    with own_folder() as folder, machine.on_core(0), peer.beside(folder):
        with peer.serving(folder):
            peer.invite(1)
        return await first_message(peer, folder)


async def first_message(peer, folder):
    began = time.monotonic()
    with peer.serving(folder), machine.on_core(-1):
        line = await _joined(peer)
        await line.send(peer.frame(0, "hall"))
        await line.until(peer.needle)
        passed = time.monotonic() - began
        line.close()
    return {"seconds": passed}


async def history(peer, seconds, rows):
    """The newest fifty of very many, asked for over the socket again and again: three turns."""
    with begun(peer, 1) as folder:
        await peer.fill(folder, rows)
        line = await peer.join(0, "hall")
        turns = []
        for _ in range(3):
            taken, spent = [], machine.Spent(peer)
            for _ in range(PAGES):
                began = time.monotonic()
                came = await peer.newest(line, "hall", PAGE)
                taken.append((time.monotonic() - began) * 1000)
                if came != PAGE:
                    raise AssertionError(f"{peer.name} gave {came} messages instead of {PAGE}")
            delays = middle_and_end(taken[5:])
            used = spent.until_now()["all"] / PAGES
            turns.append({"delays": delays, "middle": delays[0], "us": used})
        line.close()
    return turns


def _kib(server):
    return sum(machine.memory_kib(pid) for pid in server.own_pids)


async def _joined(peer):
    while True:
        try:
            return await peer.join(0, "hall")
        except OSError:
            await asyncio.sleep(0.02)


@dataclass(frozen=True)
class Case:
    about: str
    measure: Callable
    peers: tuple
    arguments: tuple = ()
    # Whether it is part of what is measured when nothing is chosen.
    usual: bool = False

    @property
    def heading(self):
        return self.about[0].upper() + self.about[1:]


OURS = ("chat", "chat-pg")
FEW = (*OURS, "socketio", "nchan")
MANY = (*OURS, "tutorial", "socketio", "socketio-wal", "nchan", "prosody", "ejabberd")
STORED = (*OURS, "socketio", "prosody", "ejabberd")

CASES = {
    "start": Case("cold start to the first message", start, MANY),
    "room-50": Case("50 in one room", room, MANY, (50,)),
    "room-200": Case(
        "200 in one room", room, (*MANY, "tutorial-uvicorn", "chat-two"), (200,), usual=True
    ),
    "room-1000": Case("1,000 in one room", room, FEW, (1_000,)),
    "room-5000": Case("5,000 in one room", room, FEW, (5_000,)),
    "rooms": Case("20 rooms of 10", rooms, MANY, usual=True),
    "memory": Case("1,000 idle connections", memory, MANY, (1_000,)),
    "storm": Case("1,000 who come back at once", storm, MANY, (1_000,)),
    "history": Case("the newest 50 of 1,000,000", history, STORED, (1_000_000,)),
}
