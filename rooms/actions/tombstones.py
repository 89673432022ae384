"""Taking back what was said: a tombstone stays where it stood, and its words for some days."""

from collections import Counter
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from rooms import limits
from rooms.errors import BadField, Forbidden
from rooms.models import AuditEntry, Mention, Message, Reaction, RoomEvent, Saved, Version
from rooms.text import body as texts

from . import answers, changes, corrections, numbers, renderings

STOPPED = "The assistant was stopped here."
NOT_THEIRS = "Only who wrote a message, or looks after this place, can delete it."
NOT_BY_THEM = "Only who deleted a message, or looks after this place, can restore it."
TOO_LATE = (
    f"What was deleted can be restored for {limits.RESTORE_DAYS} days. The words of this message"
    " are gone for good."
)
# What hangs on a message and goes with its words.
HANGING = {"version": Version, "mention": Mention, "reaction": Reaction, "saved mark": Saved}


def delete(actor, message_id, reason=""):
    """Leave a tombstone. Returns changes.Done: `known` where there was one.

    Authors, and who asked the assistant, do so while they may write there; who looks after the
    place has to say why. An answer that is being written ends.
    """
    reason = texts.reason(reason)
    with corrections.opened(actor, message_id) as case:
        message = case.message
        if message.deleted_at:
            return changes.Done.before(message)
        _must_be_deletable(case, reason)
        with case.on_record("delete message", reason):
            _bury(message, actor, reason)
            return case.record(RoomEvent.Kind.DELETED, reason)


def restore(actor, message_id):
    """Have a message back as it was. Returns changes.Done: `known` where it was never gone.

    Who deleted it can for some days, and who looks after the place.
    """
    # The renderer may have changed while it was away.
    ahead = renderings.ahead(message_id)
    with corrections.opened(actor, message_id) as case:
        message = case.message
        if not message.deleted_at:
            return changes.Done.before(message)
        if message.deleted_by_id != actor.pk and not case.moderates:
            raise Forbidden(NOT_BY_THEM)
        case.must_be_open()
        if message.deleted_at < _restorable_since():
            raise Forbidden(TOO_LATE)
        why = message.delete_reason or "no reason given"
        with case.on_record("restore message", why, " was deleted"):
            message.deleted_at = message.deleted_by = None
            message.delete_reason = ""
            renderings.take(message, ahead)
            message.save()
            return case.record(RoomEvent.Kind.RESTORED)


def purge():
    """Remove for good what can't be restored any more: all but the tombstones themselves.

    Each bite is on record. Returns how many rows of each kind are gone.
    """
    gone = Counter()
    while bite := _purge_some():
        gone += bite
    return gone


def counted(gone):
    """What was purged, in words: `2 messages, 1 version`."""
    named = ((name, gone[name]) for name in ("message", *HANGING))
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in named if n)


def _must_be_deletable(case, reason):
    if not case.is_theirs and not case.moderates:
        raise Forbidden(NOT_THEIRS)
    case.must_be_open()
    if not case.is_theirs and not reason:
        raise BadField(corrections.WHY, field="reason")


def _bury(message, actor, reason):
    if message.answer_state == Message.AnswerState.WRITING:
        message.answer_state = Message.AnswerState.INTERRUPTED
        message.body = answers.whole(message.body, STOPPED)
        message.html = answers.rendered(message.body, message.answer_state)
    message.deleted_at, message.deleted_by = timezone.now(), actor
    message.delete_reason = reason
    message.pinned_at = message.pinned_by = None
    message.save()


def _purge_some():
    # Looked for before anybody has to wait, and by the index that they are in: by id, all that was
    # ever said would be walked along.
    due = _purgeable().order_by("deleted_at", "pk").values_list("pk", flat=True)
    due = list(due[: limits.PURGED_AT_ONCE])
    if not due:
        return Counter()
    with numbers.writing():
        # Whoever restores one holds its row, and it is no tombstone once this has it.
        rows = _purgeable().filter(pk__in=due).order_by("pk").select_for_update(of=("self",))
        ids = list(rows.values_list("pk", flat=True))
        if not ids:
            return Counter()
        gone = Counter(message=len(ids))
        for name, model in HANGING.items():
            gone[name] = model.objects.filter(message__in=ids).delete()[0]
        Message.objects.filter(pk__in=ids).update(body="", html="")
        AuditEntry.objects.create(action="purged", reason=counted(gone))
        return gone


def _purgeable():
    hanging = [Exists(model.objects.filter(message=OuterRef("pk"))) for model in HANGING.values()]
    is_left = Q(body__gt="") | Q(html__gt="")
    for one in hanging:
        is_left |= Q(one)
    return Message.objects.filter(is_left, deleted_at__lt=_restorable_since())


def _restorable_since():
    return timezone.now() - timedelta(days=limits.RESTORE_DAYS)
