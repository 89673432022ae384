"""Named instants of the server, at which a test has it killed, stopped, slowed or stumble.

They stand in pieces of the program's text, between which nothing is while it runs by itself; of a
server that `spoilt.py` starts, each asks at its instant whether something is to be done there.
"""

import asyncio
import os
import random
import re
import signal
import time
from pathlib import Path

from django.db import OperationalError

WHERE = {
    "rooms.actions.messages": (
        """\
        # at after_lock
        return keep(lines, counters)
""",
        """\
    # at after_check
    _messages.insert([new.row for new in fresh.values()])
""",
        """\
    # at after_insert
    return [one.posted() if isinstance(one, _New) else one for one in outcomes]
""",
    ),
    "rooms.actions.numbers": (
        """\
        _save(counter for counter in counters.values() if not counter.is_saved)
        # at before_commit
    # at after_commit
""",
    ),
    "rooms.live.writer": (
        """\
        counts.commits.add(time.monotonic() - began)
        # at before_ack
""",
        """\
                submission.settle(outcome)
            # at after_ack
""",
    ),
    "rooms.wire.publish": (
        """\
            # at mid_publish
            self._hand(audience, message)
""",
    ),
    "rooms.live.outbox": (
        """\
            if not waits and self._push(piece.text):
                # at mid_fanout
""",
    ),
    "rooms.live.feeds": (
        """\
        sure = await self._barrier()
        # await at after_subscribe
""",
    ),
    "rooms.consumers.hello": (
        """\
    seen, missed, still = await database.read(_snapshot, process.copies, user, frame.resume)
    # await at mid_snapshot
""",
        """\
    rooms = [room for room in seen.rooms if room.pk in connection.follows]
    # await at before_flush
    connection.wishes = seen.wishes
""",
    ),
    "rooms.live.access": (
        """\
            await self._feeds.opened([follow.feed for follow in follows])
            # await at mid_snapshot
""",
    ),
    "rooms.assistant.answer": (
        """\
                    draft.add(piece)
                    # await at mid_answer
""",
    ),
}
MARK = re.compile(r"# (await )?at (\w+)")
NAMES = sorted({name for pieces in WHERE.values() for _, name in MARK.findall("".join(pieces))})
# In a thread of the database, where a fault of it is to be expected.
WRITING = ("after_lock", "after_check", "after_insert", "before_commit", "after_commit")


def changes():
    """For the spoiler: each instant asks what is to be done there."""
    return {module: dict(map(_asking, pieces)) for module, pieces in WHERE.items()}


def arm(folder, name, deed):
    """Have whoever comes to this instant first `kill` or `stop` itself, or `stumble` as if the
    database had failed; or have all who come to it stay for `slow <seconds>`.
    """
    waiting = Path(folder, f".{name}")
    waiting.write_text(deed)
    waiting.rename(Path(folder, name))


def disarm(folder, name):
    """Returns whether nobody had come there yet."""
    try:
        Path(folder, name).unlink()
    except FileNotFoundError:
        return False
    return True


def reached(name):
    time.sleep(_done(name))


async def passed(name):
    """The same where other work goes on meanwhile."""
    await asyncio.sleep(_done(name))


def _done(name):
    """Do what is to be done here. Returns the seconds to stay."""
    folder = os.environ["INSTANTS"]
    try:
        deed, _, seconds = Path(folder, name).read_text().partition(" ")
    except FileNotFoundError:
        return 0
    if deed == "slow":
        return random.uniform(0, float(seconds))
    # Of several who come at once, one.
    if disarm(folder, name):
        if deed == "stumble":
            raise OperationalError("a test wanted this")
        os.kill(os.getpid(), {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}[deed])
    return 0


def _asking(piece):
    plain = [line for line in piece.splitlines(keepends=True) if not MARK.search(line)]
    return "".join(plain), MARK.sub(_question, piece)


def _question(mark):
    way = "await instants.passed" if mark[1] else "instants.reached"
    return f'from tests.faults import instants; {way}("{mark[2]}")'
