"""Who is here, as rows: a lease for each server process, and under it one row per open socket."""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from rooms import limits
from rooms.models import Absence, Appearance, Connection, Lease, User

from . import numbers


def renew(lease_id, connections, idle=()):
    """Say that this process lives. Brings its connections back where they were swept away."""
    with numbers.writing():
        _sweep(Lease.objects.over().exclude(pk=lease_id))
        if not Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEASE_SECONDS)):
            Lease.objects.create(pk=lease_id, until=_until(limits.LEASE_SECONDS))
            _add(lease_id, connections)
            Connection.objects.filter(pk__in=idle).update(idle=True)
            _note_absence({user_id for _, user_id in connections}, timezone.now())


def change(lease_id, arrived, departed, idle=()):
    """Sockets of this process that opened, as (id, user id), and the ids of those that closed.

    `idle` are pairs (id, whether its person is idle there) of those where that has changed.
    """
    with numbers.writing():
        _add(lease_id, arrived)
        for is_idle in (True, False):
            changed = [pk for pk, state in idle if state is is_idle]
            Connection.objects.filter(pk__in=changed).update(idle=is_idle)
        gone = Connection.objects.filter(pk__in=departed)
        user_ids = set(gone.values_list("user", flat=True))
        touched = Connection.objects.filter(pk__in=[pk for pk, _ in [*arrived, *idle]])
        active_or_not = user_ids | set(touched.values_list("user", flat=True))
        gone.delete()
        _seen_last(user_ids, timezone.now())
        _note_absence(active_or_not, timezone.now())


def end(lease_id):
    """The process stops: its people stay for a moment, so that a restart is no leave."""
    with numbers.writing():
        Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEAVE_GRACE_SECONDS))


def alone(lease_id):
    """Only this process serves: whoever held a lease before is gone."""
    with numbers.writing():
        _sweep(Lease.objects.exclude(pk=lease_id))


def here(among=()):
    """The people who are here, by any live process, each with whether they are `idle`.

    `among` are ids of people who are known to be here before it is written. Nobody who is
    invisible is here.
    """
    mine = Connection.objects.seen().filter(user=OuterRef("pk"))
    people = User.objects.exclude(appearance__invisible=True).filter(
        Q(Exists(mine)) | Q(pk__in=among), is_active=True
    )
    idle = Exists(mine) & ~Exists(mine.filter(idle=False))
    return list(people.annotate(idle=idle).select_related("appearance").order_by("pk"))


def coarse(moment):
    """When somebody was seen, as it is kept: nobody is to be watched by the minute."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % limits.LAST_SEEN_SECONDS, UTC)


def _sweep(leases):
    # Locked before their connections are looked for: one that arrives meanwhile either is found, or
    # finds its lease gone.
    rows = leases.select_for_update().order_by("pk").values_list("pk", "until")
    over = dict(rows)
    users = {}
    for pk, user_id in Connection.objects.filter(lease__in=over).values_list("lease", "user"):
        users[user_id] = max(users.get(user_id, over[pk]), over[pk])
    Lease.objects.filter(pk__in=list(over)).delete()
    now = timezone.now()
    for until in sorted(set(users.values())):
        gone, moment = {pk for pk, end in users.items() if end == until}, min(until, now)
        _seen_last(gone, moment)
        _note_absence(gone, moment)


def _seen_last(user_ids, moment):
    """Keep when these people were seen, those who have no other socket; never of the invisible."""
    still = Connection.objects.open().filter(user__in=user_ids).values_list("user", flat=True)
    left = User.objects.filter(pk__in=set(user_ids) - set(still)).values_list("pk", flat=True)
    rows = [Appearance(user_id=pk) for pk in sorted(left)]
    Appearance.objects.bulk_create(rows, ignore_conflicts=True)
    locked = Appearance.objects.filter(pk__in=[row.pk for row in rows], invisible=False)
    moved = [row.pk for row in locked.order_by("pk").select_for_update()]
    Appearance.objects.filter(pk__in=moved).update(last_seen=coarse(moment))


def _note_absence(user_ids, moment):
    """Keep which of these people are active from this moment on, and which are not any more."""
    open_ones = Connection.objects.open().filter(user__in=user_ids, idle=False)
    active = set(open_ones.values_list("user", flat=True))
    people = User.objects.filter(pk__in=user_ids).order_by("pk").values_list("pk", flat=True)
    Absence.objects.bulk_create([Absence(user_id=pk) for pk in people], ignore_conflicts=True)
    rows = Absence.objects.filter(pk__in=user_ids).order_by("pk").select_for_update()
    turned = [one for one in rows if one.turn(one.pk in active, moment)]
    Absence.objects.bulk_update(turned, ["left_at", "missed_from"])


def _add(lease_id, connections):
    present = set(
        User.objects.filter(pk__in={user_id for _, user_id in connections}).values_list(
            "pk", flat=True
        )
    )
    rows = [
        Connection(pk=pk, lease_id=lease_id, user_id=user_id)
        for pk, user_id in connections
        if user_id in present
    ]
    Connection.objects.bulk_create(rows, ignore_conflicts=True)


def _until(seconds):
    return timezone.now() + timedelta(seconds=seconds)
