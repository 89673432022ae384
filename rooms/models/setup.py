from django.db import models
from django.utils import timezone


class SetUp(models.Model):
    """The single row that says a first operator was made: two racing visitors can't both win."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    operator = models.ForeignKey("User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="set_up_once")]

    def __str__(self):
        return f"set up by {self.operator}"
