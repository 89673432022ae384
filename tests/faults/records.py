"""What clients write down while things go wrong, and the log that stands at the end.

Times are of one machine's monotonic clock, in seconds.
"""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256


@dataclass
class Sent:
    """A line that a client wanted to say: `ok`, `fail` (a final error) or still `unknown`."""

    client: str
    user: int
    room: int
    client_id: str
    hash: str
    t_inv: float
    t_res: float | None = None
    res: str = "unknown"
    seq: int | None = None


@dataclass
class Snapshot:
    """What one connection was given of a room, from above `after` up to number `upto`.

    `messages` are (seq, id, rev, hash); `events` the numbers that are not about a message. It was
    read after `asked`.
    """

    conn: str
    user: int
    room: int
    upto: int
    after: int | None = None
    reset: bool = False
    messages: list = field(default_factory=list)
    events: list = field(default_factory=list)
    asked: float = 0


@dataclass
class Told:
    """One number of a room as one connection heard it. An event has no message."""

    conn: str
    user: int
    room: int
    seq: int
    id: int | None = None
    rev: int | None = None
    hash: str | None = None
    t: float = 0


@dataclass
class Row:
    """One number of the final log. `kind` is posted, joined, left, or another change's name."""

    room: int
    seq: int
    kind: str
    user: int
    id: int | None = None
    rev: int | None = None
    hash: str | None = None
    client_id: str | None = None


@dataclass
class Final:
    """The end: the rooms' kinds, counters (min, last), the log, the history by socket, and which
    (connection, room) are still open and have had time to hear everything.
    """

    kinds: dict
    counters: dict
    rows: list
    history: dict
    open: list = field(default_factory=list)


KINDS = {kind.__name__: kind for kind in (Sent, Snapshot, Told)}


def digest(body):
    return sha256(body.encode()).hexdigest()[:16]


def as_told(message):
    return [message["seq"], message["id"], message["rev"], digest(message["body"])]


def dump(records, file):
    for record in records:
        file.write(json.dumps({"record": type(record).__name__} | asdict(record)) + "\n")


def load(file):
    return [_record(json.loads(line)) for line in file]


def _record(fields):
    return KINDS[fields.pop("record")](**fields)
