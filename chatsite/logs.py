"""What may stand in a log: ids, codes, timings. What people said or asked for may not."""

import logging

from django.core.exceptions import PermissionDenied

# What a stranger can bring about at will is no fault of ours, and worth a line at most.
THEIR_FAULTS = (PermissionDenied, UnicodeDecodeError)


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
