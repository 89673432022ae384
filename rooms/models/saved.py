from django.db import models
from django.utils import timezone


class Saved(models.Model):
    """That a person keeps a message at hand, for themselves alone."""

    message = models.ForeignKey("Message", models.CASCADE, related_name="saved")
    user = models.ForeignKey("User", models.CASCADE, related_name="saved")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "saved"
        constraints = [
            models.UniqueConstraint(fields=["user", "message"], name="saved_once_per_person")
        ]

    def __str__(self):
        return f"message {self.message_id}, saved"
