"""Saying something in a room, exactly once however often it is sent."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from rooms.errors import (
    IdReused,
    NotFound,
    Refusal,
)
from rooms.models import Message, Room, User, each, terms
from rooms.models.insertion import Insertion
from rooms.text import body as texts
from rooms.text import markdown
from rooms.text.terms import stamp
from rooms.wire import log, publish

from . import mentions, numbers
from .judge import Judge

_messages = Insertion(Message)


@dataclass(eq=False)
class Line:
    """Something that a person wants to say. Made, and rendered, before any lock is taken."""

    room_id: int
    author: User
    client_id: UUID
    body: str
    html: str = field(default="", repr=False)
    terms: list = field(default=None, repr=False)
    # What was typed, where that is not what is said.
    typed: str = field(default="", repr=False)
    # Whether its author has said that it may call many people.
    confirm: bool = False
    called: mentions.Called | None = field(default=None, repr=False)
    # The id of the message that this answers.
    reply_to: int | None = None

    @cached_property
    def digest(self):
        return texts.digest(self.typed or self.body, self.reply_to)

    @property
    def key(self):
        return (self.room_id, self.author.pk, self.client_id)

    def prepare(self):
        mentions.prepare([self])
        self.find_terms()

    def find_terms(self):
        """Under what it will be found: made before any lock is taken, too."""
        self.terms = terms.of(self.author.pk, self.body, self.called.html)


@dataclass(eq=False)
class Posted:
    """A line that is kept: at number `seq`. `entry` tells it; a duplicate has none."""

    room_id: int
    seq: int
    message_id: int
    duplicate: bool = False
    entry: log.Entry | None = None
    # For its author alone.
    hint: str = ""


def post(author, room, body, client_id, reply_to=None):
    """Say one thing and tell it. Returns Posted; raises a Refusal."""
    line = Line(room.pk, author, client_id, texts.normalise(body), reply_to=reply_to)
    [outcome] = post_all([line])
    if isinstance(outcome, Refusal):
        raise outcome
    tell(outcome)
    return outcome


def post_all(lines):
    """Keep these lines in one transaction, in their order, and tell nobody yet.

    Returns for each line a Posted, or the Refusal that it met. A line that was kept before is
    answered with its number even if its author may no longer write.
    """
    mentions.prepare(lines)
    for line in lines:
        line.find_terms()
    with numbers.locked({line.room_id for line in lines}) as counters:
        return keep(lines, counters)


def keep(lines, counters):
    """The heart of `post_all`, for an action that holds the locks already."""
    # What it asks are statements of their own after the lock: in one with it, they would read the
    # state from before the wait.
    judge = Judge(lines)
    outcomes, fresh = [], {}
    # Lines that are kept together are said at one time: numbers tell what came first.
    sent_at = timezone.now()
    for line in lines:
        standing, new = judge.standing[line], fresh.get(line.key)
        digest = new.digest if new else standing.digest
        if digest is not None:
            outcome = _again(standing, new) if digest == line.digest else IdReused()
        elif line.room_id not in counters:
            outcome = NotFound()
        else:
            outcome = judge.refusal(line)
        if outcome is None:
            seq = counters[line.room_id].take()
            outcome = fresh[line.key] = _message(line, seq, standing.history, sent_at)
        outcomes.append(outcome)
    _messages.insert([new.row for new in fresh.values()])
    each.add([one for new in fresh.values() for one in new.mention()])
    return [one.posted() if isinstance(one, _New) else one for one in outcomes]


def tell(posted):
    if posted.entry:
        publish.entry(posted.room_id, posted.entry)


@dataclass(eq=False)
class _New:
    row: Message
    digest: bytes
    called: mentions.Called
    mentions: list = field(default_factory=list)
    told: bool = False

    def mention(self):
        """The rows of those whom it calls, once it has an id."""
        self.mentions = mentions.rows(self.row, self.called)
        return self.mentions

    def posted(self):
        # Of several sendings of one line in a batch, the first is the post.
        row, is_again, self.told = self.row, self.told, True
        if is_again:
            return Posted(row.room_id, row.seq, row.pk, duplicate=True)
        entry = log.of_message(row.is_new(self.mentions))
        return Posted(row.room_id, row.seq, row.pk, entry=entry, hint=self.called.hint)


def _again(standing, new):
    """A line that is kept already, of this very batch if it is a `new` one."""
    return new or Posted(standing.room_id, standing.seq, standing.message_id, duplicate=True)


def _message(line, seq, history, sent_at):
    row = _messages.new(
        room_id=line.room_id,
        seq=seq,
        rev=seq,
        author_id=line.author.pk,
        client_id=line.client_id,
        sent_digest=line.digest,
        body=line.body,
        html=line.called.html,
        html_version=markdown.VERSION,
        reply_to_id=line.reply_to,
        terms=terms.placed(line.terms, line.room_id, sent_at),
        terms_of=stamp(line.body),
        sent_at=sent_at,
        shared=history == Room.History.ALL,
    )
    row._state.fields_cache["author"] = line.author
    return _New(row, line.digest, line.called)
