from django.db import models


class Version(models.Model):
    """What a message said before: the words, who wrote them, and when."""

    message = models.ForeignKey("Message", models.CASCADE, related_name="versions")
    n = models.PositiveIntegerField()
    editor = models.ForeignKey("User", models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "n"], name="versions_in_order")]

    def __str__(self):
        return f"version {self.n} of message {self.message_id}"
