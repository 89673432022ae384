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


class Connection(models.Model):
    """One open socket. A person is here while at least one of theirs stands under a live lease."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    lease = models.ForeignKey(Lease, models.CASCADE, related_name="connections")
    user = models.ForeignKey("User", models.CASCADE, related_name="connections")
    opened_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"connection {self.pk}"
