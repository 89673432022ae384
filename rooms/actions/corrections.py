"""Putting right what was said, by whoever may. What the words were before is kept."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone

from rooms import limits
from rooms.errors import BadField, Forbidden, NoMessage, ReadOnly
from rooms.models import Membership, Message, Room, RoomEvent, User, Version
from rooms.text import body as texts
from rooms.text import markdown

from . import changes, mentions, numbers, oversight

GONE = "This message was deleted, so its words stay as they are."
NOT_THEIRS = "Only who wrote a message can change its words."
WRITTEN_BY_NOBODY = "Only what people write can be edited."
ENOUGH = (
    f"This message was edited {limits.MESSAGE_EDITS} times, and that is as often as one can be."
    " Please write a new one."
)
WHY = "Please say why: it is kept, and shown where the message stands."


@dataclass(eq=False)
class Case:
    """A message as it stands under the lock of its room, and what somebody is to it.

    `is_theirs`: they wrote it, or asked for it. `oversees`: they are an operator, and it is no
    whisper. `owns`: they own its group.
    """

    message: Message
    counter: numbers.Counter
    actor: User
    is_theirs: bool
    oversees: bool
    owns: bool

    @property
    def moderates(self):
        return self.oversees or self.owns

    def must_be_open(self):
        """Raises ReadOnly in a closed group, where operators alone still change anything."""
        if self.message.room.closed and not self.oversees:
            raise ReadOnly()

    @contextmanager
    def on_record(self, action, reason, standing=""):
        """Around what is done: on record, where an operator does it with another's message."""
        if self.is_theirs or not self.oversees:
            yield
            return
        about = {"room": self.message.room, "user": self.message.author}
        with oversight.on_record(action, self.actor, reason, **about) as record:
            record.reason = f"Message {self.message.pk}{standing}: {record.reason}"
            yield

    def record(self, kind, reason=""):
        return changes.record(self.counter, self.message, kind, self.actor, reason)


@contextmanager
def opened(actor, message_id):
    """One transaction with a message that this person may read, as it stands: a Case.

    Raises NoMessage for any other, as for one that does not exist.
    """
    with changes.locked(actor, message_id) as counter:
        yield _case(actor, message_id, counter)


def edit(editor, message_id, body, reason=""):
    """Give a message other words. Returns changes.Done: `known` where these were its words.

    Authors do so while they may write there; operators, who have to say why, with the words of
    anyone, and it is never shown as the author's.
    """
    body, reason = texts.normalise(body), texts.reason(reason)
    words = mentions.reworded(message_id, body)
    with opened(editor, message_id) as case:
        message = case.message
        if message.deleted_at:
            raise Forbidden(GONE)
        if body in (message.body, message.words):
            return changes.Done.before(message)
        _must_be_editable(case, reason)
        with case.on_record("edit message", reason):
            _revise(message, editor, words)
            return case.record(RoomEvent.Kind.EDITED, reason)


def _revise(message, editor, words):
    Version.objects.create(
        message=message,
        n=message.versions.count() + 1,
        editor=message.edited_by or message.author,
        # As they read until now, so that a new name is not taken for what was edited.
        body=message.words,
        at=message.edited_at or message.sent_at,
    )
    mentions.renew(message, words)
    message.html_version = markdown.VERSION
    message.edited_at = timezone.now()
    message.edited_by = None if editor.pk == message.author_id else editor
    message.save(update_fields=["body", "html", "html_version", "edited_at", "edited_by"])


def _must_be_editable(case, reason):
    if case.message.kind != Message.Kind.TEXT:
        raise Forbidden(WRITTEN_BY_NOBODY)
    if not case.is_theirs and not case.oversees:
        raise Forbidden(NOT_THEIRS)
    case.must_be_open()
    if not case.is_theirs and not reason:
        raise BadField(WHY, field="reason")
    if case.message.versions.count() >= limits.MESSAGE_EDITS:
        raise Forbidden(ENOUGH)


def _case(actor, message_id, counter):
    # The row too: while an answer grows, and where what was deleted is purged, no room is locked.
    rows = Message.objects.told().select_related("room", "reply_to")
    message = rows.select_for_update(of=("self",), no_key=True).filter(pk=message_id).first()
    if message is None:
        raise NoMessage()
    is_operator = User.objects.filter(pk=actor.pk, is_staff=True).exists()
    oversees = is_operator and message.room.kind != Room.Kind.WHISPER
    if not oversees and not Message.objects.readable_by(actor).filter(pk=message_id).exists():
        raise NoMessage()
    owners = Membership.objects.filter(room=message.room, role=Membership.Role.OWNER)
    asked = message.kind == Message.Kind.ANSWER and message.reply_to
    author_id = asked.author_id if asked else message.author_id
    return Case(
        message,
        counter,
        actor,
        is_theirs=author_id == actor.pk,
        oversees=oversees,
        owns=message.room.kind == Room.Kind.GROUP and owners.filter(user=actor).exists(),
    )
