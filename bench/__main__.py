"""Measures in turns, so that whatever the machine does meanwhile meets everybody."""

import argparse
import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from contextlib import contextmanager
from statistics import median
from tempfile import TemporaryDirectory

from . import servers

OURS = "this chat"
BUSY = 0.9


async def measured(name, options):
    """One server, begun and ended, under one load."""
    with TemporaryDirectory(prefix="chat-bench-") as folder, on_core(0):
        if name == OURS:
            server = servers.ours(folder, options.sockets)
        else:
            server = servers.tutorial(folder, servers.TUTORIAL[name])
        async with server as target:
            asked = target | {"sockets": options.sockets, "seconds": options.seconds}
            with on_core(-1):
                load = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bench.load"), stdin=PIPE, stdout=PIPE
                )
            told, _ = await load.communicate(json.dumps(asked).encode())
    return json.loads(told)


@contextmanager
def on_core(which):
    """Processes that are started meanwhile share this core alone, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORES[which]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def table(found):
    yield "| | deliveries/s | delivery, median · p99 ms | ack, median · p99 ms |"
    yield "|---|---|---|---|"
    for name, runs in found.items():
        rates = sorted(run["rate"] for run in runs)
        row = [f"{median(rates):,.0f} ({rates[0]:,.0f}–{rates[-1]:,.0f})"]
        row += [_delay([run[what] for run in runs]) for what in ("delivery", "ack")]
        yield f"| {name} | {' | '.join(row)} |"


def ratios(found):
    """How many times as fast we were as each of the others, turn by turn."""
    ours = found[OURS]
    for name, runs in found.items():
        if name != OURS:
            times = sorted(a["rate"] / b["rate"] for a, b in zip(ours, runs, strict=True))
            yield (
                f"Beside {name}: {median(times):.0f} times as many deliveries"
                f" (of {len(times)} turns the least {times[0]:.0f}, the most {times[-1]:.0f})."
            )


def doubts(found):
    for name, runs in found.items():
        if missing := sum(run["missing"] for run in runs):
            yield f"With {name} {missing:,} deliveries are missing."
        if any(run["busy"] > BUSY for run in runs):
            yield f"The load itself was at its limit with {name}: more may be possible."
        if any(run["broken"] for run in runs):
            yield f"Sockets broke with {name}: what is said of it is too little."


def _delay(pairs):
    if None in pairs:
        return "–"
    return " · ".join(f"{median(values):.1f}" for values in zip(*pairs, strict=True))


def options():
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("--sockets", type=int, default=200, help="how many hear the room")
    parser.add_argument("--seconds", type=int, default=5, help="how long each is measured")
    parser.add_argument("--turns", type=int, default=3, help="how often each is measured")
    return parser.parse_args()


async def main(chosen):
    found = {name: [] for name in (OURS, *servers.TUTORIAL)}
    for turn in range(chosen.turns):
        for name, runs in found.items():
            runs.append(await measured(name, chosen))
            print(f"turn {turn + 1}, {name}: {runs[-1]['rate']:,.0f} deliveries/s", flush=True)
    print(f"\n{chosen.sockets} sockets in one room:\n")
    print("\n".join([*table(found), "", *ratios(found), *doubts(found)]))


CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
asyncio.run(main(options()))
