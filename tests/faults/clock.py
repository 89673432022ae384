"""A clock that is set while programs go by it: libfaketime's, if it is installed.

Only the time of day is changed. What measures how long something takes (the monotonic clock) goes
on as ever, as it does when a machine's clock is set.
"""

from pathlib import Path

FAKE = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
LACKING = "" if FAKE else "libfaketime is not installed"


class Clock:
    def __init__(self, folder):
        self._file = Path(folder, "clock")
        self.set(0)

    def set(self, seconds):
        """So much later than it is, or earlier."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{seconds:+d}")
        draft.rename(self._file)

    @property
    def settings(self):
        """What a program that goes by this clock has in its environment."""
        return {
            "LD_PRELOAD": str(FAKE),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def gone_by(self, kind):
        """The same server, Redis or PostgreSQL, going by this clock."""
        clock = self

        class Timed(kind):
            def command(self):
                return ["env", *map("=".join, clock.settings.items()), *super().command()]

        return Timed
