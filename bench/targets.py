"""What the chat wants to reach, and whether it does: at least, and as an aim."""

from dataclasses import dataclass
from operator import le

from .results import middle


@dataclass(frozen=True)
class Figure:
    """One number, or a median and a 99th percentile, of every turn."""

    case: str
    peer: str
    path: tuple

    def values(self, results):
        return [value for value in results.values(self.case, self.peer, *self.path) if value]


@dataclass(frozen=True)
class Quotient:
    """How many times as much the one is as the other, turn by turn."""

    above: Figure
    below: Figure

    def values(self, results):
        pairs = zip(self.above.values(results), self.below.values(results), strict=False)
        return [above / below for above, below in pairs]


@dataclass(frozen=True)
class Bound:
    words: str
    # Whether it holds, or None where it was not measured.
    holds: object


def above(least):
    return Bound(
        f"≥ {least:,}", lambda results, figure: _known(figure, results, lambda v: v >= least)
    )


def below(*most):
    def holds(results, figure):
        return _known(figure, results, lambda v: all(map(le, _pair(v), most)))

    return Bound(f"≤ {' · '.join(f'{each:,}' for each in most)}", holds)


def times(count, peer, name):
    def holds(results, figure):
        ratio = middle(results.ratios(figure.case, figure.peer, peer, *figure.path))
        return None if ratio is None else ratio >= count

    return Bound(f"{count} × {name}" if count > 1 else f"ahead of {name}", holds)


@dataclass(frozen=True)
class Target:
    about: str
    figure: object
    unit: str
    least: tuple
    aim: tuple

    def row(self, results):
        """What it is about, what was found, and both bounds, each with whether it is met."""
        values = self.figure.values(results)
        found = told(values, self.unit) if values else "not measured"
        return [
            self.about,
            found,
            self._judged(self.least, results),
            self._judged(self.aim, results),
        ]

    def _judged(self, bounds, results):
        return ", ".join(
            f"{bound.words}: {VERDICTS[bound.holds(results, self.figure)]}" for bound in bounds
        )


VERDICTS = {True: "met", False: "**missed**", None: "–"}


def told(values, unit=""):
    """The median of all turns, with the least and the most."""
    found = middle(values)
    if found is None:
        return "–"
    values = [value for value in values if value is not None]
    if isinstance(found, list):
        return " · ".join(told(place) for place in zip(*values, strict=True)) + unit
    least, most = number(min(values)), number(max(values))
    span = f" ({least}–{most})" if len(values) > 1 else ""
    return f"{number(found)}{span}{unit}"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _known(figure, results, holds):
    found = middle(figure.values(results))
    return None if found is None else holds(found)


def _pair(value):
    return value if isinstance(value, list) else [value]


def _room(peer, *path):
    return Figure("room-200", peer, path)


TARGETS = (
    Target(
        "deliveries/s, 200 in one room, SQLite",
        _room("chat", "saturated", "deliveries"),
        "",
        (times(5, "socketio", "Socket.IO"), times(30, "tutorial", "the tutorial")),
        (above(400_000), times(1, "nchan", "nchan")),
    ),
    Target(
        "the same, PostgreSQL + Redis",
        _room("chat-pg", "saturated", "deliveries"),
        "",
        (times(3, "socketio", "Socket.IO"),),
        (above(300_000),),
    ),
    Target(
        "deliveries/s, 20 rooms of 10",
        Figure("rooms", "chat", ("saturated", "deliveries")),
        "",
        (above(50_000), times(20, "tutorial", "the tutorial")),
        (above(120_000),),
    ),
    Target(
        "20 messages/s to 200, median · p99",
        _room("chat", "gentle", "delays"),
        " ms",
        (below(4, 12),),
        (below(2.7, 7),),
    ),
    Target(
        "200 messages/s to 200, median · p99",
        _room("chat", "brisk", "delays"),
        " ms",
        (below(6, 20),),
        (below(2.9, 6),),
    ),
    Target(
        "memory of an idle connection",
        Figure("memory", "chat", ("memory", "kib")),
        " KiB",
        (below(40),),
        (below(26),),
    ),
    Target(
        "the newest 50 of 1,000,000, median",
        Figure("history", "chat", ("middle",)),
        " ms",
        (below(5),),
        (below(1),),
    ),
    Target(
        "CPU for a delivery, two workers against one",
        Quotient(_room("chat-two", "even", "us"), _room("chat-pg", "even", "us")),
        " ×",
        (below(1.25),),
        (below(1.1),),
    ),
    Target(
        "CPU for a delivery, 5,000 in one room against 200",
        Quotient(
            Figure("room-5000", "chat", ("saturated", "us")), _room("chat", "saturated", "us")
        ),
        " ×",
        (below(1.5),),
        (below(1),),
    ),
)
