"""Who is here, as rows: a lease for each server process, and under it one row per open socket."""

from datetime import timedelta

from django.utils import timezone

from rooms import limits
from rooms.models import Connection, Lease, User

from . import numbers


def renew(lease_id, connections):
    """Say that this process lives. Brings its connections back where they were swept away."""
    with numbers.writing():
        _sweep(Lease.objects.over().exclude(pk=lease_id))
        if not Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEASE_SECONDS)):
            Lease.objects.create(pk=lease_id, until=_until(limits.LEASE_SECONDS))
            _add(lease_id, connections)


def change(lease_id, arrived, departed):
    """Sockets of this process that opened, as (id, user id), and the ids of those that closed."""
    with numbers.writing():
        _add(lease_id, arrived)
        Connection.objects.filter(pk__in=departed).delete()


def end(lease_id):
    """The process stops: its people stay for a moment, so that a restart is no leave."""
    with numbers.writing():
        Lease.objects.filter(pk=lease_id).update(until=_until(limits.LEAVE_GRACE_SECONDS))


def alone(lease_id):
    """Only this process serves: whoever held a lease before is gone."""
    with numbers.writing():
        _sweep(Lease.objects.exclude(pk=lease_id))


def here():
    """The people who are here, by any live process."""
    open_now = Connection.objects.filter(lease__in=Lease.objects.live())
    return list(User.objects.filter(pk__in=open_now.values("user"), is_active=True))


def _sweep(leases):
    # Locked before their connections are looked for: one that arrives meanwhile either is found, or
    # finds its lease gone.
    over = leases.select_for_update().order_by("pk").values_list("pk", flat=True)
    Lease.objects.filter(pk__in=list(over)).delete()


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
