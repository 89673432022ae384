"""What was found, as tables in Markdown."""

from typing import NamedTuple

from .cases import CASES
from .peers import ALL
from .targets import TARGETS, told

OURS = ("chat", "chat-pg")


class Column(NamedTuple):
    heading: str
    path: tuple
    # For a ratio: whether more of it is better, or None where it says nothing by itself.
    more_is_better: bool | None = False


RATE = Column("deliveries/s", ("saturated", "deliveries"), True)
COST = Column("CPU for a delivery, µs", ("saturated", "us_all"))
HALF = Column("at half of that, median · p99 ms", ("half", "delays"), None)
MEMORY = Column("KiB for a connection", ("memory", "kib"))
ROOM = (RATE, Column("messages/s", ("saturated", "messages"), None), COST, HALF)
COLUMNS = {
    "start": (Column("seconds", ("seconds",)),),
    "room-50": ROOM,
    "room-200": (
        *ROOM,
        Column("20 messages/s, median · p99 ms", ("gentle", "delays")),
        Column("200 messages/s, median · p99 ms", ("brisk", "delays")),
    ),
    "room-1000": (*ROOM, MEMORY),
    "room-5000": (*ROOM, MEMORY),
    "rooms": ROOM[:3],
    "memory": (MEMORY, Column("seconds until all are there", ("memory", "came_seconds"))),
    "storm": (
        Column("seconds until all are back", ("all_back_seconds",)),
        Column("each, median · p99 ms", ("delays",)),
        Column("CPU for each, µs", ("us",)),
    ),
    "history": (
        Column("median · p99 ms", ("delays",)),
        Column("CPU for each, µs", ("us",)),
    ),
}


def of_cases(results, level="###"):
    for name, case in CASES.items():
        if results.peers(name):
            yield from (f"{level} {case.heading}", "", *of_case(results, name), "")
            yield from (*ratios(results, name), "")


def of_case(results, name):
    """A row for each server: the median of all turns, with the least and the most."""
    columns = COLUMNS[name]
    yield from _head(["", *(column.heading for column in columns)])
    for key in results.peers(name):
        cells = [told(results.values(name, key, *column.path)) for column in columns]
        yield _row([ALL[key].name, *cells])


def ratios(results, name, ours=OURS):
    """How many times as good as each of the others ours was, turn by turn."""
    columns = [column for column in COLUMNS[name] if column.more_is_better is not None]
    others = [key for key in results.peers(name) if not key.startswith("chat")]
    ours = [key for key in ours if key in results.peers(name)]
    if ours and others:
        yield from _head(["times as good as", *(column.heading for column in columns)])
    for key in ours:
        for other in others:
            cells = [told(_ratio(results, name, key, other, column)) for column in columns]
            yield _row([f"{ALL[key].name}, beside {ALL[other].name}", *cells])


def _ratio(results, name, ours, other, column):
    pair = (ours, other) if column.more_is_better else (other, ours)
    return results.ratios(name, *pair, *column.path)


def of_targets(results):
    yield from _head(["", "found", "at least", "aim"])
    for target in TARGETS:
        yield _row(target.row(results))


def of_durability():
    yield from _head(["", "what has become of a message when it is heard"])
    for peer in ALL.values():
        yield _row([peer.name, peer.durable])


def doubts(results):
    found = list(results.doubts())
    return [f"- {one}" for one in found] or [
        "Nothing was missing, and the load was never at its limit."
    ]


def _head(cells):
    return [_row(cells), "|---" * len(cells) + "|"]


def _row(cells):
    return f"| {' | '.join(cells)} |"
