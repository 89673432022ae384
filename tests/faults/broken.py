"""Ways in which a server is slow, or breaks a promise: pieces of its text, and what stands instead.

`spoilt.py` runs one of them.
"""

# So late that most kills fall between the two.
ANSWERS_LATE = """\
def _kept(lines):
    outcomes = _at_once(lines)
    time.sleep(0.1)
    return outcomes


def _at_once(lines):
"""
KEEPS = "            database.post(written, _kept, [submission.line for submission in batch])\n"
ANSWERS_AND_KEEPS = """\
            lines = [submission.line for submission in batch]
            def answered(tried):
                if tried.exception():
                    return written(tried)
                for submission, posted in zip(batch, tried.result(), strict=True):
                    submission.settle(posted)
                    submission._tell = lambda posted: None
                self._loop.call_later(0.1, database.post, written, _kept, lines)
            database.post(answered, _tried, lines)
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
TELLS_AND_KEEPS = """\
def keep(lines, counters):
    import time
    outcomes = keeps(lines, counters)
    for outcome in outcomes:
        if not isinstance(outcome, Refusal):
            tell(outcome)
    time.sleep(0.2)
    return outcomes


def keeps(lines, counters):
"""
# The heart of reading first and listening then: what comes in between is in neither.
READS_AND_LISTENS = """\
        await asyncio.sleep(0.02)
        upto = connection.follows[room.pk].feed.head
        connection.go("""
# As several writers give them that have each put some by.
IDS_OUT_OF_ORDER = """\
    import random, time
    row = _messages.new(
        pk=time.time_ns() // 1000 + random.choice([0, 10**6]),
"""
WITH_IDS = """\
class _messages:
    new, insert = Message, Message.objects.bulk_create
"""
BY_ID = """\
            last = Message.objects.filter(room=room, seq__lte=after).order_by("-seq")
            changed = readable.filter(room=room, pk__gt=Subquery(last.values("pk")[:1])).told()
            changed = changed.order_by("rev")
"""
BY_NUMBER = """\
            changed = readable.filter(room=room, rev__gt=after).told().order_by("rev")
"""
POLLS_NOT = {
    'if self.head is not None and last > self.head:\n            self.repair("poll")': "pass"
}
HOSTILE, DEAD = (
    {"rooms.live.layers.LocalLayer": f"tests.faults.hostile.{name}Layer"}
    for name in ("Hostile", "Dead")
)
HOW = {
    "starts workers again at once": {
        "rooms.management.workers": {"AT_ONCE_SECONDS = 10\n": "AT_ONCE_SECONDS = 0\n"}
    },
    "answers late": {"rooms.live.writer": {"def _kept(lines):\n": ANSWERS_LATE}},
    "acks before the commit": {
        "rooms.live.writer": {
            KEEPS: ANSWERS_AND_KEEPS,
            "def _kept(lines):\n": TRIES,
        }
    },
    "keeps what is sent again once more": {
        "rooms.live.writer": {"def _kept(lines):\n": ANSWERS_LATE},
        "rooms.actions.messages": {
            "digest = new.digest if new else standing.digest": "digest = None"
        },
        "rooms.migrations.0001_first": {
            "fields=('room', 'author', 'client_id')": "fields=('room', 'author', 'seq')"
        },
    },
    "publishes before the commit": {
        "rooms.actions.messages": {"def keep(lines, counters):\n": TELLS_AND_KEEPS},
        "rooms.wire.publish": {
            "transaction.on_commit(lambda: _give(publisher, audience, message))": (
                "_give(publisher, audience, message)"
            )
        },
    },
    "reads before it listens": {
        "rooms.consumers.hello": {
            "from rooms import limits\n": "import asyncio\nfrom rooms import limits\n",
            "        connection.go(": READS_AND_LISTENS,
        }
    },
    "goes by ids": {
        "rooms.actions.messages": {
            "    row = _messages.new(\n": IDS_OUT_OF_ORDER,
            "_messages = Insertion(Message)\n": WITH_IDS,
        },
        "rooms.wire.history": {BY_NUMBER: BY_ID},
    },
    "repairs no gap": {
        "rooms.live.feed": {'self.repair("gap")': "pass"} | POLLS_NOT,
        "chatsite.settings": HOSTILE,
    },
    "does not poll": {"rooms.live.feed": POLLS_NOT, "chatsite.settings": DEAD},
    "lets anybody write": {
        "rooms.actions.judge": {
            "if room.kind == Room.Kind.GROUP and not room.member:": "if not room:",
        }
    },
    "lets those hear who left": {
        "rooms.live.feed": {"        if entry.detach:\n": "        if not entry:\n"},
        "rooms.live.connection": {"if self.user.pk in entry.detach:": "if not entry:"},
        "rooms.live.access": {"            await self._leave_gone(connection, rooms)\n": ""},
    },
    "believes the layer": {
        "rooms.live.feed": {
            "if self.head is None or entry.seq > self.head + 1:": "if self.head is None:",
            "elif entry.seq == self.head + 1:": "else:",
        },
        "chatsite.settings": HOSTILE,
    },
}
