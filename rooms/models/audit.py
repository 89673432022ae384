from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what with an operator's power, when and why; with no actor, the chat itself. Only
    ever added to.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    room = models.ForeignKey("Room", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.action} by {self.actor or 'the chat'}"
