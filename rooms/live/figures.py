"""What a server's counts say of the last few seconds: the figures that operators see."""

import resource
import time
from pathlib import Path
from typing import NamedTuple

from django.db import connection as database_connection

from .access import SILENT
from .counts import counts
from .sessions import DEACTIVATED, SIGN_IN

MIB = 1024 * 1024
STATM = Path("/proc/self/statm")


class Figure(NamedTuple):
    """`is_level`: its highest matters, while others are counted together."""

    group: str
    key: str
    title: str
    unit: str
    is_level: bool


def _levels(group, *figures):
    return [Figure(group, *figure, is_level=True) for figure in figures]


def _events(group, **titles):
    return [Figure(group, key, title, "", is_level=False) for key, title in titles.items()]


FIGURES = [
    *_levels(
        "People and messages",
        ("sockets", "Open sockets", ""),
        ("people", "People connected", ""),
        ("kept", "Messages kept", "a second"),
        ("deliveries", "Deliveries to sockets", "a second"),
        ("ack_half", "Answered, half of them within", "ms"),
        ("ack_most", "Answered, 99 of 100 within", "ms"),
        ("delay_half", "Delivered, half of them within", "ms"),
        ("delay_most", "Delivered, 99 of 100 within", "ms"),
    ),
    *_levels(
        "Work",
        ("waiting", "Messages waiting to be written", ""),
        ("batch", "Messages written at once", ""),
        ("commit", "Writing, 99 of 100 within", "ms"),
        ("read_wait", "Waiting to read, 99 of 100 within", "ms"),
        ("write_wait", "Waiting to write, 99 of 100 within", "ms"),
        ("lag", "Event loop late, 99 of 100 within", "ms"),
        ("cpu", "Processor", "% of a core"),
        ("memory", "Memory", "MiB"),
    ),
    *_events(
        "Trouble",
        pool_waits="Waits for a database connection",
        repairs="Rooms read again from the database",
        missed="Changes that the channel layer brought late or not at all",
        dropped="Messages that the channel layer did not take",
        overflows="Sockets too slow for all that was to be sent",
        evictions="Sockets dropped, as they took nothing",
        silent="Sockets closed, as they were silent",
        signed_out="Sockets closed, as nobody was signed in any more",
        again="Messages put off, to be sent again",
        repeated="Messages sent again that were known already",
        refused="Requests refused or put off",
    ),
]


class Total(NamedTuple):
    """All that was counted up to a moment."""

    at: float
    cpu: float
    numbers: dict
    spreads: dict


class Figures:
    """Turns what was counted between two moments into a point: a value for each figure, None where
    there is none.
    """

    def __init__(self, chat):
        self._chat = chat
        self._before = self._total()

    def next(self):
        before, now = self._before, self._total()
        self._before = now
        seconds = max(now.at - before.at, 0.001)
        since = {key: value - before.numbers[key] for key, value in now.numbers.items()}
        values = levels(self._chat) | since
        values |= {key: since[key] / seconds for key in ("kept", "deliveries")}
        values["cpu"] = (now.cpu - before.cpu) / seconds * 100
        values["memory"] = memory_bytes() / MIB
        spreads = {key: _since(spread, before.spreads[key]) for key, spread in now.spreads.items()}
        values |= _within(spreads)
        return [_rounded(values[figure.key]) for figure in FIGURES]

    def _total(self):
        numbers = {
            "kept": counts.posts["kept"],
            "deliveries": counts.deliveries,
            "repairs": counts.repairs.total(),
            "missed": counts.missed,
            "dropped": dropped(self._chat),
            "overflows": counts.overflows,
            "evictions": counts.evictions,
            "silent": counts.closes[SILENT],
            "signed_out": counts.closes[SIGN_IN] + counts.closes[DEACTIVATED],
            "again": counts.posts["again"],
            "repeated": counts.posts["repeated"],
            "refused": counts.refusals.total(),
            "pool_waits": pool().get("requests_queued", 0),
        }
        spreads = {
            "ack": counts.acks,
            "delay": counts.delays,
            "batch": counts.batches,
            "commit": counts.commits,
            "read_wait": counts.waits["read"],
            "write_wait": counts.waits["write"],
            "lag": counts.lags,
        }
        kept = {
            key: (spread.bounds, spread.counts[:], spread.sum) for key, spread in spreads.items()
        }
        return Total(time.monotonic(), time.process_time(), numbers, kept)


def _rounded(value):
    return None if value is None else round(value, 2)


def levels(chat):
    """How things stand now."""
    return {
        "sockets": len(chat.access.everyone()),
        "people": len(chat.access.connections),
        "waiting": chat.writer.waiting,
    }


def dropped(chat):
    """Messages that were lost on their way into the layer, or from there to Redis."""
    return chat.publisher.dropped + getattr(chat.layer, "dropped", 0)


def pool():
    """What PostgreSQL's pool of connections says of itself; nothing on SQLite."""
    pool = getattr(database_connection, "pool", None)
    return pool.get_stats() if pool else {}


def memory_bytes():
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def quantile(bounds, counted, share):
    """Up to where this share of the values lies; within a step they are taken to be even, and
    beyond the last bound nobody knows. None of no values.
    """
    wanted, below, lower = share * sum(counted), 0, 0
    if not wanted:
        return None
    for upper, count in zip(bounds, counted, strict=False):
        if count and below + count >= wanted:
            return lower + (upper - lower) * (wanted - below) / count
        below, lower = below + count, upper
    return lower


def _since(spread, before):
    bounds, counted, total = spread
    new = [now - then for now, then in zip(counted, before[1], strict=True)]
    return bounds, new, total - before[2]


def _within(spreads):
    def ms(key, share):
        bounds, counted, _ = spreads[key]
        seconds = quantile(bounds, counted, share)
        return None if seconds is None else seconds * 1000

    _, counted, total = spreads["batch"]
    return {
        "ack_half": ms("ack", 0.5),
        "ack_most": ms("ack", 0.99),
        "delay_half": ms("delay", 0.5),
        "delay_most": ms("delay", 0.99),
        "batch": total / sum(counted) if any(counted) else None,
        **{key: ms(key, 0.99) for key in ("commit", "read_wait", "write_wait", "lag")},
    }
