"""Measures in turns, so that whatever the machine does meanwhile meets everybody.

The server has one core, with all that it needs, and the load another.
"""

import argparse
import resource
import shutil
import signal
import sys
import time

import uvloop

from . import machine, tables
from .cases import CASES
from .peers import ALL
from .peers.chat import lent
from .results import Results


def options():
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="what is measured")
    parser.add_argument("--peer", action="append", choices=ALL, help="who is measured")
    parser.add_argument("--all", action="store_true", help="every case with every server")
    parser.add_argument("--seconds", type=float, default=4, help="how long each load lasts")
    parser.add_argument("--turns", type=int, default=3, help="how often each is measured")
    parser.add_argument("--rows", type=int, help="how many messages there are in the history")
    parser.add_argument("--results", help="a file that keeps each case until it is measured again")
    return parser.parse_args()


USUAL = ("chat", "chat-pg", "tutorial", "socketio", "nchan")


def chosen(options):
    """(name of a case, case, its servers), in the order in which they are measured."""
    for name, case in CASES.items():
        if name in options.case if options.case else options.all or case.usual:
            wanted = options.peer or (case.peers if options.all or options.case else USUAL)
            if keys := [key for key in case.peers if key in wanted and not ALL[key].lacks()]:
                yield name, case, keys


def measure(options, results):
    for name, case, keys in chosen(options):
        results.forget(name)
        arguments = (options.rows,) if options.rows and name == "history" else case.arguments
        # Filling it takes long, so it has its turns in one go.
        for turn in range(1 if name == "history" else options.turns):
            for key in keys:
                began = time.monotonic()
                found = measured(case, ALL[key], options.seconds, arguments)
                for one in found if isinstance(found, list) else [found]:
                    results.add(name, key, one)
                passed = f"{time.monotonic() - began:.0f} s"
                print(f"turn {turn + 1}, {case.about}: {ALL[key].name} ({passed})", flush=True)
            if options.results:
                results.write(options.results)


def measured(case, peer, seconds, arguments):
    """What was found, or None when it went wrong, which is said."""
    try:
        return uvloop.run(case.measure(peer, seconds, *arguments))
    except Exception as fault:
        print(f"{case.about}: {peer.name} failed: {fault!r}"[:1000], flush=True)
        return None


def main(options):
    if not shutil.which("cc"):
        raise SystemExit("The load is written in C. Please install a compiler: apt install gcc")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for said in sorted({peer.lacks() for peer in ALL.values()} - {""}):
        print(said)
    # Who ends this ends what it began, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    results = Results.read(options.results)
    print(f"Measured on {results.now}.", flush=True)
    with machine.on_core(-1), lent():
        measure(options, results)
    print("\n".join(["", *tables.of_cases(results), *tables.of_targets(results), ""]))
    print("\n".join(tables.doubts(results)))


if __name__ == "__main__":
    main(options())
