"""Who is here, as rows: a lease for each server process, and under it one row per open socket."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.utils import timezone

from rooms import limits
from rooms.models import Absence, Appearance, Connection, Lease, User, each

from . import numbers


class Present(NamedTuple):
    """Somebody who is here, and whether they are `idle`."""

    pk: int
    username: str
    name: str
    bot: bool
    emoji: str | None
    text: str | None
    until: datetime | None
    idle: bool

    @property
    def appearance(self):
        """Their status; None without one."""
        told = {"emoji": self.emoji, "text": self.text, "until": self.until}
        return Appearance(**told) if self.emoji or self.text else None


def renew(lease_id, connections, idle=(), may_sweep=True):
    """Say that this process lives. Brings its connections back where they were swept away.

    Returns whether the clock was set since it said so last. Then nobody is taken for gone, nor if
    this one may not sweep: what the others said stands by the old time.
    """
    with numbers.writing():
        was_set = is_over(lease_id)
        if may_sweep and not was_set:
            _sweep(Lease.objects.over().exclude(pk=lease_id))
        if not Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEASE_SECONDS)):
            Lease.objects.create(pk=lease_id, until=_until(limits.LEASE_SECONDS))
            _add(lease_id, connections)
            Connection.objects.filter(pk__among=idle).update(idle=True)
            _note_absence(dict.fromkeys({pk for _, pk in connections}, timezone.now()))
    return was_set


def is_over(lease_id):
    """Whether a lease is over that its process has always renewed in time, if it has one."""
    return Lease.objects.over().filter(pk=lease_id).exists()


def change(lease_id, arrived, departed, idle=()):
    """Sockets of this process that opened, as (id, user id), and the ids of those that closed.

    `idle` are pairs (id, whether its person is idle there) of those where that has changed.
    """
    with numbers.writing():
        _add(lease_id, arrived)
        for is_idle in (True, False):
            changed = [pk for pk, state in idle if state is is_idle]
            Connection.objects.filter(pk__among=changed).update(idle=is_idle)
        gone = Connection.objects.filter(pk__among=departed)
        user_ids = set(gone.values_list("user", flat=True))
        touched = Connection.objects.filter(pk__among=[pk for pk, _ in [*arrived, *idle]])
        active_or_not = user_ids | set(touched.values_list("user", flat=True))
        gone.delete()
        now = timezone.now()
        _seen_last(dict.fromkeys(user_ids, now))
        _note_absence(dict.fromkeys(active_or_not, now))


def end(lease_id):
    """The process stops: its people stay for a moment, so that a restart is no leave."""
    with numbers.writing():
        Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEAVE_GRACE_SECONDS))


def alone(lease_id):
    """Only this process serves: whoever held a lease before is gone."""
    with numbers.writing():
        _sweep(Lease.objects.exclude(pk=lease_id))


def here(local=(), of=None):
    """The people who are here, by any live process; of these ids alone if some are named.

    `local` are ids of people who are known to be here before it is written. Nobody who is
    invisible is here.
    """
    seen, people = Connection.objects.seen(), User.objects.filter(is_active=True)
    if of is not None:
        seen, people = seen.filter(user__among=of), people.filter(pk__among=of)
    # How many active sockets each has. Asked in one with the people, it costs more than all else.
    sockets = Count("pk", filter=Q(idle=False))
    active = dict(seen.values_list("user").annotate(sockets=sockets))
    unwritten = set(local) - active.keys()
    people = people.exclude(appearance__invisible=True)
    people = people.filter(Q(pk__in=seen.values("user")) | Q(pk__among=unwritten)).order_by("pk")
    status = [F(f"appearance__{name}") for name in ("emoji", "text", "until")]
    found = people.values_list("pk", "username", "name", "bot", *status)
    return [Present(*row, idle=active.get(row[0]) == 0) for row in found]


def coarse(moment):
    """When somebody was seen, as it is kept: nobody is to be watched by the minute."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % limits.LAST_SEEN_SECONDS, UTC)


def _sweep(leases):
    # Locked before their connections are looked for: one that arrives meanwhile either is found, or
    # finds its lease gone.
    rows = leases.select_for_update().order_by("pk").values_list("pk", "until")
    over = dict(rows)
    moments, now = {}, timezone.now()
    for pk, user_id in Connection.objects.filter(lease__in=over).values_list("lease", "user"):
        moment = min(over[pk], now)
        moments[user_id] = max(moments.get(user_id, moment), moment)
    Lease.objects.filter(pk__in=list(over)).delete()
    _seen_last(moments)
    _note_absence(moments)


def _seen_last(moments):
    """Keep when people were seen, {user id: moment}, of those who have no other socket; never of
    the invisible.
    """
    still = Connection.objects.open().filter(user__among=moments).values_list("user", flat=True)
    left = User.objects.filter(pk__among=moments.keys() - set(still)).values_list("pk", flat=True)
    rows = [Appearance(user_id=pk) for pk in sorted(left)]
    each.add(rows)
    locked = Appearance.objects.filter(pk__among=[row.pk for row in rows], invisible=False)
    moved = list(locked.order_by("pk").select_for_update())
    for row in moved:
        row.last_seen = coarse(moments[row.pk])
    each.save(moved, "last_seen")


def _note_absence(moments):
    """Keep which of these people, {user id: moment}, are active from that moment on, and which are
    not any more.
    """
    open_ones = Connection.objects.open().filter(user__among=moments, idle=False)
    active = set(open_ones.values_list("user", flat=True))
    people = User.objects.filter(pk__among=moments).order_by("pk").values_list("pk", flat=True)
    each.add([Absence(user_id=pk) for pk in people])
    rows = Absence.objects.filter(pk__among=moments).order_by("pk").select_for_update()
    turned = [one for one in rows if one.turn(one.pk in active, moments[one.pk])]
    each.save(turned, "left_at", "missed_from")


def _add(lease_id, connections):
    present = set(
        User.objects.filter(pk__among={user_id for _, user_id in connections}).values_list(
            "pk", flat=True
        )
    )
    rows = [
        Connection(pk=pk, lease_id=lease_id, user_id=user_id)
        for pk, user_id in connections
        if user_id in present
    ]
    each.add(rows)


def _until(seconds):
    return Now() + timedelta(seconds=seconds)
