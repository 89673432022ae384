"""Days as people type them, as moments: where the reader is, a day begins at their midnight."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FORM = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
YEARS = range(1970, 2200)
# Before and after any day that can be typed, wherever the reader is.
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (YEARS[0] - 1, YEARS[-1] + 2))


def zone(name):
    """The time zone of this name; UTC where there is none, or nobody said."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, KeyError):
        return UTC


def span(value, zone, now):
    """The moments between which a day, month or year lies; None for what is none of them."""
    today = now.astimezone(zone).date()
    near = {"today": today, "yesterday": today - timedelta(days=1)}.get(value.casefold())
    if near:
        return _moments(near, near + timedelta(days=1), zone)
    found = FORM.fullmatch(value)
    if not found or int(found[1]) not in YEARS:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return _moments(first, first + timedelta(days=1), zone)
    if month:
        return _moments(first, date(year + month // 12, month % 12 + 1, 1), zone)
    return _moments(first, date(year + 1, 1, 1), zone)


def _moments(first, after, zone):
    return tuple(datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, after))
