from datetime import timedelta

from django.db import models
from django.utils import timezone

from rooms import limits

WORTH_IT = timedelta(seconds=limits.ABSENCE_SECONDS)


class Absence(models.Model):
    """When somebody was not at it, for themselves alone: nobody else is told of it.

    `left_at` is when they went, or did nothing any more, and None while they are active. Their
    latest absence that was long enough to miss something began at `missed_from`.
    """

    user = models.OneToOneField("User", models.CASCADE, primary_key=True)
    left_at = models.DateTimeField(null=True)
    missed_from = models.DateTimeField(null=True)

    def __str__(self):
        return f"absence of {self.user_id}"

    def turn(self, is_active, moment):
        """They are active from this moment on, or not any more. Tells whether that is news."""
        if is_active is (self.left_at is None):
            return False
        self.missed_from = self.began_before(moment)
        self.left_at = None if is_active else moment
        return True

    def began_before(self, moment):
        """Since when they missed something, as of this moment: None if they never did."""
        is_long = self.left_at is not None and moment - self.left_at >= WORTH_IT
        return self.left_at if is_long else self.missed_from

    @classmethod
    def of(cls, user):
        """Since when this person has missed something, as of now; None if they never did."""
        own = cls.objects.filter(pk=user.pk).first()
        return own and own.began_before(timezone.now())
