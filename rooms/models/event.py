from django.db import models
from django.db.models import Q
from django.utils import timezone

from .membership import Membership


class RoomEvent(models.Model):
    """A numbered change of a room that is not a post, and who made it, when and why."""

    class Kind(models.TextChoices):
        JOINED = "joined"
        LEFT = "left"
        REMOVED = "removed"
        ROLE = "role"
        RENAMED = "renamed"
        CLOSED = "closed"
        REOPENED = "reopened"
        ANSWERED = "answered"
        EDITED = "edited"
        DELETED = "deleted"
        RESTORED = "restored"
        REACTED = "reacted"
        PINNED = "pinned"
        OPENED = "opened", "made public"
        HIDDEN = "hidden", "made private"
        WIDENED = "widened", "newcomers see all"
        NARROWED = "narrowed", "newcomers see what comes after them"

    room = models.ForeignKey("Room", models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey("Message", models.CASCADE, null=True, related_name="changes")
    role = models.CharField(max_length=8, choices=Membership.Role, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_event_per_number"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("joined", "left", "removed", "role"),
                        *("renamed", "closed", "reopened", "answered"),
                        *("edited", "deleted", "restored", "reacted", "pinned"),
                        *("opened", "hidden", "widened", "narrowed"),
                    ]
                ),
                name="events_are_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", "owner", "member"]), name="events_give_a_role_or_none"
            ),
        ]

    def __str__(self):
        return f"{self.kind} at {self.seq} of room {self.room_id}"
