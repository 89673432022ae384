"""`manage.py serve` that is slow, or breaks a promise: `python -m tests.faults.broken <how>`.

Pieces of the program's text are replaced while it is imported, so what runs is the real server.
A piece that is not there any more ends the start.
"""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader

KEEPS_AND_ANSWERS = """\
        outcomes = await database.write(_kept, [submission.line for submission in batch])
        counts.commits.add(time.monotonic() - began)
        for submission, outcome in zip(batch, outcomes, strict=True):
            submission.settle(outcome)
"""
# So late that most kills fall between the two.
KEEPS_AND_ANSWERS_LATE = KEEPS_AND_ANSWERS.replace(
    "        for", "        await asyncio.sleep(0.1)\n        for"
)
ANSWERS_AND_KEEPS = """\
        lines = [submission.line for submission in batch]
        tried = await database.write(_tried, lines)
        for submission, outcome in zip(batch, tried, strict=True):
            submission.settle(outcome)
        outcomes = await database.write(_kept, lines)
"""
TRIES = """\
def _tried(lines):
    from django.db import transaction
    with transaction.atomic():
        outcomes = messages.post_all(lines)
        transaction.set_rollback(True)
    return outcomes


def _kept(lines):
"""
HOW = {
    "answers late": {"rooms.live.writer": {KEEPS_AND_ANSWERS: KEEPS_AND_ANSWERS_LATE}},
    "acks before the commit": {
        "rooms.live.writer": {
            KEEPS_AND_ANSWERS: ANSWERS_AND_KEEPS,
            "def _kept(lines):\n": TRIES,
        }
    },
    "keeps what is sent again once more": {
        "rooms.live.writer": {KEEPS_AND_ANSWERS: KEEPS_AND_ANSWERS_LATE},
        "rooms.actions.messages": {"known = _kept_before(lines)": "known = {}"},
        "rooms.migrations.0001_first": {
            "fields=('room', 'author', 'client_id')": "fields=('room', 'author', 'seq')"
        },
    },
    "believes the layer": {
        "rooms.live.feed": {
            "if self.head is None or entry.seq > self.head + 1:": "if self.head is None:",
            "elif entry.seq == self.head + 1:": "else:",
        },
        "chatsite.settings": {"rooms.live.layers.LocalLayer": "tests.faults.hostile.HostileLayer"},
    },
}


class Spoiler(MetaPathFinder):
    """Finds the modules of one fault, and has them loaded with their text changed."""

    def __init__(self, changes):
        self.changes = changes

    def find_spec(self, name, path, target=None):
        if name not in self.changes:
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = Spoiled(name, spec.origin, self.changes[name])
        return spec


class Spoiled(SourceFileLoader):
    def __init__(self, name, path, pieces):
        super().__init__(name, path)
        self.pieces = pieces

    def get_code(self, fullname):
        text = self.get_source(fullname)
        for good, bad in self.pieces.items():
            assert text.count(good) == 1, f"{fullname} does not say any more: {good}"
            text = text.replace(good, bad)
        return self.source_to_code(text, self.path)


if __name__ == "__main__":
    how = sys.argv[1]
    sys.meta_path.insert(0, Spoiler(HOW[how]))
    from manage import main

    sys.argv = ["manage.py", "serve"]
    main()
