"""Whether what clients sent and heard agrees with the log that stands at the end.

A log carries its own order, so it is checked by walking along it. Each finding names the
promise that was broken:

I1  what was acked stands in the log once, at its number, with its words
I2  no line stands in the log twice
I3  nothing stands there that nobody sent
I4  what was refused for good does not stand there
I5  each connection hears each number once, in order, without a hole
I6  one number says the same to everybody
I7  what was acked before something else was sent has the lower number
I8  what one client sends to one room keeps its order; but where its author came in between, the
    refusal of what was sent before may have gone unheard, and it stands behind what came after
I9  what is read after something was acked to the same person goes as far as that at least
I10 nothing that is read ends before what the same person has heard
I11 nobody hears, or writes in, a group beyond the numbers of their membership
I12 who is connected at the end has heard everything
I13 every number up to the counter is there, and history by socket is the database's
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from . import walks
from .records import Sent, Snapshot, Told


class Violation(NamedTuple):
    promise: str
    words: str


class Evidence:
    """The records, sorted out, and the log by (room, seq)."""

    def __init__(self, records, final):
        self.sent = [record for record in records if isinstance(record, Sent)]
        self.heard = [record for record in records if isinstance(record, Snapshot | Told)]
        self.final = final
        self.rows = {(row.room, row.seq): row for row in final.rows}
        self.posts = [row for row in final.rows if row.kind == "posted"]
        self.by_line = {(row.room, row.user, row.client_id): row for row in self.posts}


def check(records, final):
    """Every violation in these clients' records, beside the final state."""
    evidence = Evidence(records, final)
    return [
        Violation(promise, words) for promise, rule in RULES.items() for words in rule(evidence)
    ]


def acked_stand(evidence):
    for line in evidence.sent:
        if line.res != "ok":
            continue
        row = evidence.by_line.get(_key(line))
        if row is None:
            yield f"lost: {line.client_id} of user {line.user} was acked at {line.seq}"
        elif (row.seq, row.hash) != (line.seq, line.hash):
            yield f"{line.client_id} was acked at {line.seq} and stands at {row.seq}"


def nothing_twice(evidence):
    for what in ("client_id", "hash"):
        of_each = Counter((row.room, row.user, getattr(row, what)) for row in evidence.posts)
        for (room, user, value), count in of_each.items():
            if count > 1:
                yield f"doubled: {value} of user {user} stands {count} times in room {room}"


def nothing_unsent(evidence):
    lines = {(*_key(line), line.hash) for line in evidence.sent}
    for row in evidence.posts:
        if (row.room, row.user, row.client_id, row.hash) not in lines:
            yield f"nobody sent what stands at {row.seq} of room {row.room}"


def refused_stay_out(evidence):
    for line in evidence.sent:
        if line.res == "fail" and _key(line) in evidence.by_line:
            yield f"{line.client_id} was refused for good and stands in room {line.room}"


def same_for_all(evidence):
    for told in walks.messages(evidence.heard):
        row = evidence.rows.get((told.room, told.seq))
        if row is None:
            yield f"{told.conn} was told {told.seq} of room {told.room}, which is not in the log"
        elif (row.id, row.rev) == (told.id, told.rev) and row.hash != told.hash:
            yield f"{told.conn} was told other words at {told.seq} of room {told.room}"
        elif told.id is not None and row.id != told.id:
            yield f"{told.conn} was told something else at {told.seq} of room {told.room}"


def real_time_order(evidence):
    latest = defaultdict(float)
    lines = {_key(line): line for line in evidence.sent}
    for row in sorted(evidence.posts, key=lambda row: (row.room, row.seq)):
        line = lines.get((row.room, row.user, row.client_id))
        if line is None:
            continue
        if line.t_res is not None and line.res == "ok" and line.t_res < latest[row.room]:
            yield f"{row.seq} of room {row.room} was acked before an earlier number was sent"
        latest[row.room] = max(latest[row.room], line.t_inv)


def own_order(evidence):
    stand = defaultdict(list)
    for line in evidence.sent:
        row = evidence.by_line.get(_key(line))
        if row is not None:
            before = stand[line.client, line.room]
            if before and row.seq < before[-1] and not _came_in(evidence, row, before):
                yield f"reordered: {line.client_id} stands before what {line.client} sent earlier"
            before.append(row.seq)


def _came_in(evidence, row, before):
    """Whether its author came in between it and the last lower one of theirs."""
    since = max((seq for seq in before if seq < row.seq), default=0)
    return any(
        other.kind == "joined" and other.user == row.user
        for seq in range(since + 1, row.seq)
        if (other := evidence.rows.get((row.room, seq)))
    )


def own_writes_are_read(evidence):
    acked = defaultdict(list)
    for line in evidence.sent:
        if line.res == "ok":
            acked[line.user, line.room].append(line)
    for read in evidence.heard:
        if isinstance(read, Snapshot):
            before = [line.seq for line in acked[read.user, read.room] if line.t_res < read.asked]
            if read.upto < max(before, default=0):
                yield f"{read.conn} read up to {read.upto} of room {read.room}, not {max(before)}"


def never_back(evidence):
    furthest = defaultdict(int)
    for record in evidence.heard:
        place = record.user, record.room
        number = record.seq if isinstance(record, Told) else record.upto
        most = furthest[place] = max(furthest[place], number)
        if isinstance(record, Snapshot) and number < most:
            yield f"{record.conn} read up to {number} of room {record.room}, and had heard {most}"


def all_at_the_head(evidence):
    heard = {
        (record.conn, record.room): record.seq if isinstance(record, Told) else record.upto
        for record in evidence.heard
    }
    for conn, room in evidence.final.open:
        head = evidence.final.counters[room][1]
        if heard.get((conn, room)) != head:
            yield f"{conn} has heard room {room} up to {heard.get((conn, room))} of {head}"


def whole_and_agreed(evidence):
    final = evidence.final
    for room, (first, last) in final.counters.items():
        found = sorted(row.seq for row in final.rows if row.room == room)
        if found != list(range(first, last + 1)):
            yield f"room {room} has {len(found)} rows between {first} and {last}"
    for room, history in final.history.items():
        kept = sorted([r.seq, r.id, r.rev, r.hash] for r in evidence.posts if r.room == room)
        if kept != sorted(history):
            yield f"the history of room {room} by socket is not the database's"


def _key(line):
    return line.room, line.user, line.client_id


RULES = {
    "I1": acked_stand,
    "I2": nothing_twice,
    "I3": nothing_unsent,
    "I4": refused_stay_out,
    "I5": lambda evidence: walks.dense(evidence.heard, evidence.rows),
    "I6": same_for_all,
    "I7": real_time_order,
    "I8": own_order,
    "I9": own_writes_are_read,
    "I10": never_back,
    "I11": lambda evidence: walks.beyond_membership(evidence.heard, evidence.final),
    "I12": all_at_the_head,
    "I13": whole_and_agreed,
}
