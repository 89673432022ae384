import uuid

from django.db import models
from django.utils import timezone


class LeaseQuerySet(models.QuerySet):
    def live(self):
        return self.filter(until__gt=timezone.now())

    def over(self):
        return self.filter(until__lte=timezone.now())


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
