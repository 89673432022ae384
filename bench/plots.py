"""Which plots there are, and what of the results each shows."""

from . import svg
from .peers import ALL
from .results import middle
from .targets import number

SIZES = {50: "room-50", 200: "room-200", 1_000: "room-1000", 5_000: "room-5000"}
SERIES = ("chat", "chat-pg", "nchan", "socketio", "tutorial")
RATE = ("saturated", "deliveries")
COST = ("saturated", "us_all")


def all_of(results):
    """(name, SVG) of each plot for which there is something to show."""
    for name, make in PLOTS.items():
        if picture := make(results):
            yield name, picture


def deliveries(results):
    """Deliveries a second of each server, 200 sockets in one room"""
    rows = _rows(results, "room-200", RATE, " /s", best=max)
    return rows and svg.bars("Deliveries a second", "200 sockets in one room", rows)


def delays(results):
    """How long a message takes to 200 sockets, of each server"""
    rows = []
    for key in results.peers("room-200"):
        if found := middle(results.values("room-200", key, "gentle", "delays")):
            words = " · ".join(number(each) for each in found) + " ms"
            rows.append((ALL[key].name, key.startswith("chat"), found[0], *found, words))
    rows.sort(key=lambda row: row[2])
    about = "20 a second to 200 sockets: the bar is the median, the line goes to the 99th of 100"
    return rows and svg.bars("How long a message takes", about, rows)


def memory(results):
    """Memory of an idle connection, of each server"""
    rows = _rows(results, "memory", ("memory", "kib"), " KiB", best=min)
    return rows and svg.bars("Memory of an idle connection", "1,000 sockets in 20 rooms", rows)


def growing(results):
    """Deliveries a second as one room grows"""
    series = _series(results, RATE)
    about = "as one room grows; both scales are logarithmic"
    return series and svg.lines(
        "Deliveries a second", about, list(SIZES), series, "sockets in the room"
    )


def cost(results):
    """CPU for a delivery as one room grows"""
    series = _series(results, COST)
    about = "microseconds of the server and its database, as one room grows"
    return series and svg.lines(
        "CPU for a delivery", about, list(SIZES), series, "sockets in the room"
    )


PLOTS = {
    "deliveries": deliveries,
    "delays": delays,
    "memory": memory,
    "growing": growing,
    "cost": cost,
}


def _rows(results, case, path, unit, best):
    rows = []
    for key in results.peers(case):
        values = [value for value in results.values(case, key, *path) if value]
        if values:
            found = middle(values)
            words = f"{number(found)}{unit}"
            rows.append(
                (ALL[key].name, key.startswith("chat"), found, min(values), max(values), words)
            )
    return sorted(rows, key=lambda row: row[2], reverse=best is max)


def _series(results, path):
    found = []
    for colour, key in enumerate(SERIES):
        at = {size: middle(results.values(case, key, *path)) for size, case in SIZES.items()}
        points = [(size, value) for size, value in at.items() if value]
        # One alone shows nothing of growing.
        if len(points) > 1:
            found.append((ALL[key].name, colour, points))
    return found
