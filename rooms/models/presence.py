import uuid
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from rooms import limits

LONGEST = timedelta(seconds=2 * limits.LEASE_SECONDS)


class LeaseQuerySet(models.QuerySet):
    """By the database's clock, which is one for all servers."""

    def live(self):
        return self.filter(until__gt=Now())

    def over(self):
        """Those that ended, and those that end later than any can: they are from before the clock
        was set back.
        """
        return self.filter(models.Q(until__lte=Now()) | models.Q(until__gt=Now() + LONGEST))


class Lease(models.Model):
    """A server process's word that it lives. One that ran out takes its people along."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    until = models.DateTimeField(db_index=True)

    objects = LeaseQuerySet.as_manager()

    def __str__(self):
        return f"lease {self.pk}"


class ConnectionQuerySet(models.QuerySet):
    def open(self):
        """Those whose server lives."""
        return self.filter(lease__in=Lease.objects.live())

    def seen(self):
        """Open ones of people who are not invisible: only these tell others who is here."""
        return self.open().exclude(user__appearance__invisible=True)


class Connection(models.Model):
    """One open socket. A person is here while at least one of theirs stands under a live lease,
    and idle when all of these are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    lease = models.ForeignKey(Lease, models.CASCADE, related_name="connections")
    user = models.ForeignKey("User", models.CASCADE, related_name="connections")
    opened_at = models.DateTimeField(default=timezone.now)
    idle = models.BooleanField(default=False)

    objects = ConnectionQuerySet.as_manager()

    def __str__(self):
        return f"connection {self.pk}"
