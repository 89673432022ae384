from django.db import models
from django.utils import timezone


class Receipt(models.Model):
    """The answer that a writing command got, so that sending it again answers the same."""

    sender = models.ForeignKey("User", models.CASCADE, related_name="receipts")
    client_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    reply = models.JSONField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "client_id"], name="one_receipt_per_line")
        ]

    def __str__(self):
        return f"receipt {self.pk}"
