"""What was found: for each case and each server the figures of every turn, kept as JSON."""

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from statistics import median

from . import machine


class Results:
    def __init__(self, kept=None):
        self.kept = kept or {"measured": {}, "cases": {}}

    @classmethod
    def read(cls, path):
        """What is kept there, or nothing yet."""
        return cls(json.loads(Path(path).read_text()) if path and Path(path).exists() else None)

    def write(self, path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps(self.kept, indent=1) + "\n")

    def forget(self, case):
        """It is measured anew: turns of different runs are not to be held against each other."""
        self.kept["cases"].pop(case, None)
        self.kept["measured"][case] = self.now

    @cached_property
    def now(self):
        """This day and this machine, in words."""
        return f"{date.today()} on {machine.described()}"

    @property
    def occasions(self):
        """When and where which cases were measured: {in words: their names}."""
        found = {}
        for case, occasion in sorted(self.kept["measured"].items()):
            found.setdefault(occasion, []).append(case)
        return found

    def add(self, case, peer, figures):
        """One more turn; None is one that failed."""
        self.kept["cases"].setdefault(case, {}).setdefault(peer, []).append(figures)

    def peers(self, case):
        return list(self.kept["cases"].get(case, {}))

    def values(self, case, peer, *path):
        """This figure of every turn, None where there is none; nothing if it was not measured."""
        return [_at(run, path) for run in self.kept["cases"].get(case, {}).get(peer, ())]

    def ratios(self, case, ours, others, *path):
        """Of each turn, in which both met the same machine."""
        pairs = zip(self.values(case, ours, *path), self.values(case, others, *path), strict=False)
        return [_divided(a, b) for a, b in pairs if a and b]

    def doubts(self):
        """What should be known besides the figures, in sentences."""
        waited = [load.get("starved", 0) for load in self._loads()]
        if often := sum(one > STARVED for one in waited):
            yield (
                f"Other things ran on the machine: {often} times of {len(waited)} the load waited"
                f" for its core, up to {max(waited):.0%} of the time. So it was less than can be."
            )
        for case, peers in self.kept["cases"].items():
            for peer, runs in peers.items():
                for name in sorted({name for run in runs if run for name in run}):
                    found = [run[name] for run in runs if run and isinstance(run.get(name), dict)]
                    yield from _doubts(f"{case}, {peer}, {name}", found)

    def _loads(self):
        runs = [
            run for peers in self.kept["cases"].values() for one in peers.values() for run in one
        ]
        return [part for run in runs if run for part in run.values() if isinstance(part, dict)]


def middle(values):
    """The median of what is there; of pairs, that of each place."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    if isinstance(values[0], list):
        return [median(place) for place in zip(*values, strict=True)]
    return median(values)


def _divided(a, b):
    """Of pairs, the first of each: the median."""
    return a[0] / b[0] if isinstance(a, list) else a / b


def _at(run, path):
    for name in path:
        run = run.get(name) if run else None
    return run


LIMIT, STARVED = 0.9, 0.1
FAULTS = {
    "missing": "deliveries are missing",
    "extra": "came twice, or to those whom they were not for",
    "disorder": "came out of order",
    "closed": "connections broke",
}


def _doubts(what, found):
    busy = max((run.get("load_busy", 0) for run in found), default=0)
    if busy > LIMIT:
        yield f"{what}: the load itself was at its limit ({busy:.0%} of its core)."
    for name, told in FAULTS.items():
        if count := sum(run.get(name, 0) for run in found):
            yield f"{what}: {count:,} {told}."
