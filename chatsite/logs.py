"""What may stand in a log: ids, codes, timings. What people said or asked for may not."""

import logging


class WithoutQuery(logging.Filter):
    """Cuts query strings from the addresses that the development server logs."""

    def filter(self, record):
        if isinstance(record.args, dict) and "path" in record.args:
            record.args = record.args | {"path": record.args["path"].partition("?")[0]}
        return True
