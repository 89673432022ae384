"""What was found, as tables in Markdown."""

from .cases import CASES
from .peers import ALL
from .targets import TARGETS, told

RATE = ("saturated", "deliveries")
# (heading, path of the figure) of each case.
ROOM = (
    ("deliveries/s", RATE),
    ("messages/s", ("saturated", "messages")),
    ("CPU for a delivery, µs", ("saturated", "us_all")),
    ("at half of that, median · p99 ms", ("half", "delays")),
)
COLUMNS = {
    "start": (("seconds", ("seconds",)),),
    "room-50": ROOM,
    "room-200": (
        *ROOM,
        ("20 messages/s, median · p99 ms", ("gentle", "delays")),
        ("200 messages/s, median · p99 ms", ("brisk", "delays")),
    ),
    "room-1000": (*ROOM, ("KiB for a connection", ("memory", "kib"))),
    "room-5000": (*ROOM, ("KiB for a connection", ("memory", "kib"))),
    "rooms": ROOM[:3],
    "memory": (
        ("KiB for a connection", ("memory", "kib")),
        ("seconds until all are there", ("memory", "came_seconds")),
    ),
    "storm": (
        ("seconds until all are back", ("all_back_seconds",)),
        ("each, median · p99 ms", ("delays",)),
        ("CPU for each, µs", ("us",)),
    ),
    "history": (("median · p99 ms", ("delays",)),),
}
# Of what each case is compared, and whether more of it is better.
COMPARED = {
    "start": (("seconds",), False),
    **{name: (RATE, True) for name in CASES if name.startswith("room")},
    "memory": (("memory", "kib"), False),
    "storm": (("all_back_seconds",), False),
    "history": (("middle",), False),
}


def everything(results):
    yield from of_cases(results)
    yield from ("### Targets", "", *of_targets(results), "", *doubts(results))


def of_cases(results):
    for name, case in CASES.items():
        if results.peers(name):
            yield from (f"### {case.heading}", "", *of_case(results, name), "")


def of_case(results, name):
    """A row for each server; beside ours, how it compares in each turn."""
    yield _row(
        ["", *(heading for heading, _ in COLUMNS[name]), "before it is heard", "we against it"]
    )
    yield "|---" * (len(COLUMNS[name]) + 3) + "|"
    for key in results.peers(name):
        cells = [told(results.values(name, key, *path)) for _, path in COLUMNS[name]]
        yield _row([ALL[key].name, *cells, ALL[key].durable, compared(results, name, key)])


def compared(results, name, key):
    """How many times as good we are, turn by turn: median, least and most."""
    path, more_is_better = COMPARED[name]
    pair = ("chat", key) if more_is_better else (key, "chat")
    return "" if key == "chat" else told(results.ratios(name, *pair, *path), " ×")


def of_targets(results):
    yield _row(["", "found", "at least", "aim"])
    yield "|---|---|---|---|"
    for target in TARGETS:
        yield _row(target.row(results))


def doubts(results):
    found = list(results.doubts())
    return [f"- {one}" for one in found] or [
        "Nothing was missing, and the load was never at its limit."
    ]


def _row(cells):
    return f"| {' | '.join(cells)} |"
