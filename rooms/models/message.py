from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.functional import cached_property

from rooms.text import mentions

from . import sight
from .mention import Mention
from .reaction import Reaction
from .terms import Found
from .wording import Worded

CALLS = Mention.objects.order_by("pk").select_related("user")
CHOSEN = Reaction.objects.order_by("pk").select_related("user")
WHOM_IT_CALLS = Prefetch("mentions", CALLS, "calls")


class MessageQuerySet(models.QuerySet):
    def readable_by(self, user):
        """The messages that this person may read. Every reading on their behalf starts here."""
        return self.filter(sight.readable_by(user))

    def worded(self):
        """With whom they call at hand, so that each can say how it reads today."""
        # As lists: a manager for each message costs more than the page itself.
        return self.prefetch_related(WHOM_IT_CALLS)

    def told(self):
        """With everything at hand that a payload needs."""
        # People by questions of their own, where there are any: to plan a join of each message to
        # four people takes PostgreSQL longer than all the rest.
        rows = self.defer("terms").worded()
        return rows.prefetch_related(
            *("author", "deleted_by", "edited_by", "pinned_by"),
            Prefetch("reactions", CHOSEN, "chosen"),
        )

    def _prefetch_related_objects(self):
        """As Django would, but without a question for what none of these can have: to compose it
        takes as long as any.
        """
        for wanted in self._prefetch_related_lookups:
            rows = [row for row in self._result_cache if _may_have(row, wanted)]
            models.prefetch_related_objects(rows, wanted)
        self._prefetch_done = True

    def pinned_in(self, room):
        """What a room keeps in sight, the latest first."""
        return self.filter(room=room, pinned_at__isnull=False, deleted_at=None).order_by(
            "-pinned_at", "-pk"
        )

    def parts(self, room, reader=None, **bounds):
        """A room's messages `above` a number and `upto` another, or what `reader` may read of
        them, in parts that follow each other in the log. A page of them costs no more than a page,
        however much is hidden.
        """
        since = sight.since(reader, room) if reader else sight.EVERYTHING
        spans = [span.within(**bounds) for span in since.spans] if since else []
        rows = self.filter(room=room)
        return [rows.filter(span.condition) for span in spans if span.above < span.upto]

    def page(self, room, *, reader=None, before=None, after=None, around=None, limit):
        """Up to `limit` messages of a room that `reader` may read, ascending by seq: the newest,
        or those before, after or on both sides of a seq.
        """
        if after is not None:
            return _first(self.parts(room, reader, above=after), limit)
        if around is not None:
            newer = _first(self.parts(room, reader, above=around - 1), limit)
            older = self.parts(room, reader, upto=around - 1)
            return [*_last(older, max(limit // 2, limit - len(newer))), *newer][:limit]
        bounds = {} if before is None else {"upto": before - 1}
        return _last(self.parts(room, reader, **bounds), limit)

    def at(self, room, moment):
        """The number of the first message of a room that was sent then or later, or None."""
        rows = self.filter(room=room, sent_at__gte=moment).order_by("sent_at", "seq")
        return rows.values_list("seq", flat=True).first()


def _may_have(row, wanted):
    if isinstance(wanted, str):
        return getattr(row, f"{wanted}_id", wanted) is not None
    if wanted is WHOM_IT_CALLS and mentions.SIGN not in row.body:
        row.calls = []
        return False
    return True


def _first(parts, limit):
    rows = []
    for part in parts:
        if len(rows) < limit:
            rows += part.told().order_by("seq")[: limit - len(rows)]
    return rows


def _last(parts, limit):
    rows = []
    for part in reversed(parts):
        if len(rows) < limit:
            rows += part.told().order_by("-seq")[: limit - len(rows)]
    return rows[::-1]


# What few messages have. In an index of all, each new line would have an entry of nothing.
OF_FEW = {"null": True, "db_index": False}


def _where_there_is(name):
    return models.Index(
        fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"messages_with_{name}"
    )


class Message(Worded, Found):
    """What somebody said. `seq` is the number at which it was posted, `rev` that of its latest
    change; `sent_digest` is of the words as first sent and outlives edits and deletion;
    `body` and `html` are as typed (how they read today: `words`), and `html_version` is that of the
    renderer which made `html`.

    `shared`: when it was said, whoever joined later was to see it. What the words were before
    stands in `versions`; `edited_by` wrote those that stand now, None being the author.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        SYSTEM = "system"
        ANSWER = "answer"

    class AnswerState(models.TextChoices):
        WRITING = "writing"
        DONE = "done"
        INTERRUPTED = "interrupted"
        FAILED = "failed"

    room = models.ForeignKey("Room", models.CASCADE, related_name="messages")
    seq = models.BigIntegerField()
    rev = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    author = models.ForeignKey("User", models.PROTECT, related_name="messages")
    client_id = models.UUIDField()
    sent_digest = models.BinaryField(max_length=32)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    html_version = models.PositiveSmallIntegerField(default=0)
    reply_to = models.ForeignKey("self", models.SET_NULL, related_name="replies", **OF_FEW)
    sent_at = models.DateTimeField(default=timezone.now)
    shared = models.BooleanField(default=True)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey("User", models.PROTECT, related_name="+", **OF_FEW)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey("User", models.PROTECT, related_name="+", **OF_FEW)
    delete_reason = models.TextField(blank=True)
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey("User", models.PROTECT, related_name="+", **OF_FEW)
    answer_state = models.CharField(max_length=12, choices=AnswerState, blank=True)
    answer_lease = models.UUIDField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_number"),
            models.UniqueConstraint(
                fields=["room", "author", "client_id"], name="a_line_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(seq__gte=1) & Q(rev__gte=models.F("seq")),
                name="changes_come_after_the_post",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "system", "answer"]), name="messages_are_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(answer_state__in=["", "writing", "done", "interrupted", "failed"]),
                name="answers_are_in_a_state",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "rev"], name="changes_of_a_room"),
            models.Index(fields=["room", "sent_at"], name="messages_by_time"),
            models.Index(fields=["room", "seq"], condition=Q(shared=True), name="shared_messages"),
            models.Index(
                fields=["answer_state"], condition=Q(answer_state="writing"), name="open_answers"
            ),
            models.Index(
                fields=["room", "pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="pins_of_a_room",
            ),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="tombstones"
            ),
            models.Index(fields=["id"], condition=Q(terms_of=None), name="words_without_terms"),
            *map(_where_there_is, ("reply_to", "edited_by", "deleted_by", "pinned_by")),
        ]

    def __str__(self):
        return f"message {self.pk}"

    @cached_property
    def calls(self):
        """Its mentions, each with whom it calls."""
        return list(CALLS.filter(message=self))

    @cached_property
    def chosen(self):
        """Its reactions, each with whose it is."""
        return list(CHOSEN.filter(message=self))

    def is_new(self, mentions=()):
        """Just posted: all that a payload needs is at hand, without a question to the database."""
        self.calls, self.chosen = list(mentions), []
        return self

    def speaks_to(self, mentions):
        """These are its mentions now, whatever was read of them before."""
        self.calls = list(mentions)
