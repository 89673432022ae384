"""Too much of what is wrong, or of anything, from one socket in too short a time: it is closed."""

import time

from rooms import limits

BAD_FRAMES = 4400
FLOOD = 4429
MINUTE = 60
STRIKE_REFUSALS = 50


def bad(connection):
    """A frame was none that the protocol knows."""
    _count(connection, "bad", limits.BAD_FRAMES_PER_MINUTE, MINUTE, BAD_FRAMES)


def flood(connection):
    """Something came that nobody says often who means it."""
    most, away_ms = STRIKE_REFUSALS * limits.FLOOD_STRIKES, 1_000 * limits.BARRED_SECONDS
    _count(connection, "floods", most, limits.FLOOD_STRIKES, FLOOD, away_ms)


def _count(connection, fault, most, seconds, code, away_ms=0):
    now = time.monotonic()
    times = connection.faults.setdefault(fault, [])
    times.append(now)
    del times[:-most]
    if len(times) == most and now - times[0] < seconds:
        connection.close(code, after_ms=away_ms)
