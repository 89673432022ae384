"""What operators do: by the same actions as everyone, on record in the same transaction."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from rooms import limits
from rooms.errors import BadField, Forbidden, NotFound
from rooms.models import AuditEntry, Room, User
from rooms.text import body as texts

from . import groups, numbers, privacy

READ = "read messages"


@contextmanager
def on_record(action, operator, reason, **about):
    """One transaction that uses an operator's power and keeps who, when and why.

    Gives the record, which is saved last: what raises inside leaves none. Raises Forbidden for
    whoever is no operator (any more), and BadField when no reason is given.
    """
    record = AuditEntry(actor=operator, action=action, reason=_said(reason), **about)
    with numbers.writing():
        if not User.objects.filter(pk=operator.pk, is_active=True, is_staff=True).exists():
            raise Forbidden("Only operators can do this.")
        yield record
        record.save()


def rename(operator, group, name, reason):
    """Give the group another name. The record keeps both."""
    with on_record("rename group", operator, reason, room=_group(group)) as record:
        before = group.name
        if not groups.rename(operator, group, name, record.reason):
            raise BadField(f"The group is called {group.name} already.", field="name")
        record.reason = f"{before} became {group.name}: {record.reason}"


def close(operator, group, reason):
    with on_record("close group", operator, reason, room=_group(group)) as record:
        if not groups.close(operator, group, record.reason, oversees=True):
            raise Forbidden(f"{group.name} is closed already.")


def reopen(operator, group, reason):
    with on_record("reopen group", operator, reason, room=_group(group)) as record:
        if not groups.reopen(operator, group, record.reason):
            raise Forbidden(f"{group.name} is open already.")


def make_private(operator, group, reason):
    with on_record("make group private", operator, reason, room=_group(group)) as record:
        if not privacy.make_private(operator, group, record.reason, oversees=True):
            raise Forbidden(f"{group.name} is private already.")


def make_public(operator, group, reason):
    with on_record("make group public", operator, reason, room=_group(group)) as record:
        if not privacy.make_public(operator, group, record.reason, oversees=True):
            raise Forbidden(f"{group.name} is public already.")


def show_history(operator, group, history, reason):
    """Choose what newcomers will see. The record says what."""
    with on_record("change history", operator, reason, room=_group(group)) as record:
        if not privacy.show_history(operator, group, history, record.reason, oversees=True):
            raise BadField("It is so already.", field="history")
        record.reason = f"Newcomers see {group.get_history_display()}: {record.reason}"


def remove(operator, group, user, reason):
    with on_record("remove member", operator, reason, room=_group(group), user=user) as record:
        groups.remove(operator, group, user, record.reason)


def hand_over(operator, group, user, reason):
    """Make a member an owner, beside those there are."""
    with on_record("hand over group", operator, reason, room=_group(group), user=user) as record:
        if not groups.hand_over(operator, group, user, record.reason, oversees=True):
            raise Forbidden(f"{user.username} owns {group.name} already.")


def read(operator, room, reason):
    """Ask to read what is said in a group or the lobby. Returns the record of it.

    Raises NotFound for whispers: nobody but their people reads them.
    """
    if room.kind == Room.Kind.WHISPER:
        raise NotFound()
    with on_record(READ, operator, reason, room=room) as record:
        pass
    return record


def may_read(operator, room, record_pk):
    """Whether this record lets this operator read this room: for some minutes, and no other."""
    since = timezone.now() - timedelta(minutes=limits.OVERSIGHT_MINUTES)
    records = AuditEntry.objects.filter(actor=operator, room=room, action=READ, at__gt=since)
    return records.filter(pk=record_pk).exists()


def _group(room):
    if room.kind == Room.Kind.WHISPER:
        raise NotFound()
    if room.kind == Room.Kind.LOBBY:
        raise Forbidden("The lobby is everyone's, so it stays as it is.")
    return room


def _said(reason):
    reason = texts.reason(reason)
    if not reason:
        raise BadField("Please say why: the reason is kept with what you do.", field="reason")
    return reason
