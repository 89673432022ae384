"""Walking along what connections heard of a room, and along who belonged to it."""

from collections import defaultdict

from rooms import limits

from .records import Snapshot, Told


def messages(heard):
    """Every message that was told, in whatever way, as Told."""
    for record in heard:
        if isinstance(record, Told):
            yield record
        else:
            for seq, id, rev, hash in record.messages:
                yield Told(record.conn, record.user, record.room, seq, id, rev, hash)


def dense(heard, rows):
    """Holes and repeats in what each connection heard of each room."""
    at, begun = {}, set()
    for record in heard:
        place = (record.conn, record.room)
        if isinstance(record, Snapshot):
            yield from _lacks_newest(record, rows) if record.reset else _lacks(record, rows)
            at[place] = max(record.upto, at.get(place, 0))
            begun.add(place)
        elif place not in at:
            yield f"{record.conn} was told {record.seq} of room {record.room} out of nowhere"
        else:
            is_far = place in begun or record.seq - at[place] > limits.FEED_RING
            if record.seq != at[place] + 1 and not (is_far and _is_door(record, rows)):
                words = "hole" if record.seq > at[place] else "repeat"
                yield f"{words}: {record.conn} was told {record.seq} after {at[place]}"
            at[place] = max(record.seq, at[place])
            begun.discard(place)


def _is_door(told, rows):
    """Whether this shows somebody the door. Who was too far behind for what is at hand, as also
    those who leave before they were brought up to date at all, is told no more than that.
    """
    row = rows.get((told.room, told.seq))
    return row is not None and row.kind in ("left", "removed") and row.user == told.user


def _lacks(snapshot, rows):
    """What a snapshot should have given: each number above `after`, by a state or an event."""
    if snapshot.after is None:
        return
    revs = {id: rev for _, id, rev, _ in snapshot.messages}
    for seq in range(snapshot.after + 1, snapshot.upto + 1):
        row = rows.get((snapshot.room, seq))
        if row is None:
            continue
        if not (revs.get(row.id, 0) >= seq if row.id else seq in snapshot.events):
            yield f"hole: the sync of {snapshot.conn} lacks {seq} of room {snapshot.room}"


def _lacks_newest(snapshot, rows):
    posted = sorted(
        seq
        for (room, seq), row in rows.items()
        if room == snapshot.room and row.kind == "posted" and seq <= snapshot.upto
    )
    given = sorted(seq for seq, *_ in snapshot.messages)
    if given != posted[-limits.NEWEST_MESSAGES :]:
        yield f"hole: the fresh start of {snapshot.conn} is not the newest of {snapshot.room}"


def beyond_membership(heard, final):
    """Who heard, or wrote, in a group at a number at which they did not belong to it."""
    spans = _memberships(final.rows)
    for record in heard:
        number = record.seq if isinstance(record, Told) else record.upto
        told = isinstance(record, Told) or record.messages or record.events
        if told and not _belongs(spans, final, record, number):
            yield f"{record.conn} was told {number} of room {record.room} and is no member"
    for row in final.rows:
        if row.kind == "posted" and not _belongs(spans, final, row, row.seq):
            yield f"user {row.user} wrote {row.seq} of room {row.room} and is no member"


def _belongs(spans, final, who, seq):
    if final.kinds[who.room] != "group":
        return True
    return any(first <= seq <= last for first, last in spans[who.room, who.user])


def _memberships(rows):
    """{(room, user): [[first, last], …]}, as joining and leaving in the log itself tell."""
    spans = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.room, row.seq)):
        if row.kind == "joined":
            spans[row.room, row.user].append([row.seq, float("inf")])
        elif row.kind in ("left", "removed"):
            spans[row.room, row.user][-1][1] = row.seq
    return spans
