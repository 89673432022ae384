"""What may stand in a log: ids, codes, timings. What people said or asked for may not."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied

# What a stranger can bring about at will is no fault of ours, and worth a line at most.
THEIR_FAULTS = (PermissionDenied, UnicodeDecodeError)
# What else a record may know: all others of its attributes may hold anything.
KNOWN = ("server", "connection", "user", "code", "seconds", "status_code")
VALUES = re.compile(r"[(<\n].*", re.DOTALL)


class WithoutQuery(logging.Filter):
    """Cuts query strings from the addresses that the development server logs."""

    def filter(self, record):
        if isinstance(record.args, dict) and "path" in record.args:
            record.args = record.args | {"path": record.args["path"].partition("?")[0]}
        return True


class WithoutTheirTraces(logging.Filter):
    """Leaves out the traceback of what went wrong on the other side."""

    def filter(self, record):
        if record.exc_info and isinstance(record.exc_info[1], THEIR_FAULTS):
            record.exc_info = record.exc_text = None
        return True


class WithoutValues(logging.Filter):
    """Leaves out what the event loop's calls were given, for that is what people say."""

    def filter(self, record):
        if record.name == "asyncio":
            record.msg, record.args = VALUES.sub("", record.getMessage()), ()
        return True


class Lines(logging.Formatter):
    """A line for people to read; of an error, under it, where it came from."""

    def formatMessage(self, record):
        words = [f"{name}={value}" for name, value in known(record).items()]
        return " ".join([super().formatMessage(record), *words])

    def formatException(self, exc_info):
        # Who works on the chat wants to read it all, and has nobody else's words.
        if settings.DEBUG:
            return super().formatException(exc_info)
        return "\n".join(trace(exc_info[1]))


class JsonLines(logging.Formatter):
    """A line for programs to read: one JSON object."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
            **known(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["trace"] = trace(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def known(record):
    return {name: value for name in KNOWN if (value := getattr(record, name, None)) is not None}


def trace(fault):
    """The places that an error passed, and the kinds of it and of those that led to it; never
    their texts, in which libraries quote what they were given.
    """
    lines, seen = [], set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        places = "".join(traceback.format_tb(fault.__traceback__)).splitlines()
        kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
        lines = ["Traceback (most recent call last):", *places, kind, *lines]
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return lines
