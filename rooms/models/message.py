from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from . import sight, told
from .terms import Found
from .wording import Worded

# What is brought to rows when they are read, by name.
BROUGHT = {one.__name__: one for one in (told.people, told.calls, told.chosen)}


class MessageQuerySet(models.QuerySet):
    def readable_by(self, user):
        """The messages that this person may read. Every reading on their behalf starts here."""
        return self.filter(sight.readable_by(user))

    def worded(self):
        """With whom they call at hand, so that each can say how it reads today."""
        return self.prefetch_related("calls")

    def told(self):
        """With everything at hand that a payload needs."""
        return self.defer("terms").prefetch_related(*BROUGHT)

    def _prefetch_related_objects(self):
        """Not Django's, which composes each question anew: it takes longer than to answer it."""
        for wanted in self._prefetch_related_lookups:
            BROUGHT[wanted](self._result_cache)
        self._prefetch_done = True

    def pinned_in(self, room):
        """What a room keeps in sight, the latest first."""
        return self.filter(room=room, pinned_at__isnull=False, deleted_at=None).order_by(
            "-pinned_at", "-pk"
        )

    def at(self, room, moment):
        """The number of the first message of a room that was sent then or later, or None."""
        rows = self.filter(room=room, sent_at__gte=moment).order_by("sent_at", "seq")
        return rows.values_list("seq", flat=True).first()


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

    # Indexes that begin with these serve as well as one of each alone.
    room = models.ForeignKey("Room", models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    rev = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    author = models.ForeignKey("User", models.PROTECT, related_name="messages", db_index=False)
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
            models.Index(fields=["author", "id"], name="messages_of_an_author"),
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
        told.calls([self])
        return self.calls

    @cached_property
    def chosen(self):
        """Its reactions, each with whose it is."""
        told.chosen([self])
        return self.chosen

    def is_new(self, mentions=()):
        """Just posted: all that a payload needs is at hand, without a question to the database."""
        self.calls, self.chosen = list(mentions), []
        return self

    def speaks_to(self, mentions):
        """These are its mentions now, whatever was read of them before."""
        self.calls = list(mentions)
