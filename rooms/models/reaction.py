from django.db import models
from django.utils import timezone

from rooms import limits


class Reaction(models.Model):
    """One person's emoji below a message."""

    message = models.ForeignKey("Message", models.CASCADE, related_name="reactions")
    user = models.ForeignKey("User", models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=limits.EMOJI_CHARS)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "user", "emoji"], name="one_reaction_per_person_and_emoji"
            )
        ]

    def __str__(self):
        return f"{self.emoji} below message {self.message_id}"
