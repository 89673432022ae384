from django.db import models
from django.utils import timezone

from rooms import limits


class Appearance(models.Model):
    """How a person appears to others. Who has no row appears as everybody does.

    `last_seen` is coarse, and stands still while they are `invisible`. A status whose `until` has
    come is over without anybody's writing it.
    """

    user = models.OneToOneField("User", models.CASCADE, primary_key=True)
    emoji = models.CharField(max_length=limits.EMOJI_CHARS, blank=True)
    text = models.CharField(max_length=limits.STATUS_CHARS, blank=True)
    until = models.DateTimeField(null=True)
    invisible = models.BooleanField(default=False)
    tells_typing = models.BooleanField(default=True)
    last_seen = models.DateTimeField(null=True)

    def __str__(self):
        return f"appearance of {self.user_id}"

    @property
    def has_status(self):
        """Whether there is a status that is not over."""
        return bool(self.emoji or self.text) and (self.until is None or self.until > timezone.now())

    @classmethod
    def of(cls, user):
        """How this person appears, as it stands now."""
        return cls.objects.filter(pk=user.pk).first() or cls(user=user)
