from django.db import models
from django.utils import timezone


class MembershipQuerySet(models.QuerySet):
    def standing(self):
        """Of those whose account stands. The others may come back, and decide nothing till then."""
        return self.filter(user__is_active=True)


class Membership(models.Model):
    """That a person belongs to a room. The lobby is everyone's and needs no row.

    `joined_seq` is the number of their own joining; `read_seq` is how far they have read. Up to
    number `sees_from`, nothing that was said before their joining is for them. `notify` is of which
    messages they want to be told while they look elsewhere.
    """

    class Role(models.TextChoices):
        OWNER = "owner"
        MEMBER = "member"

    class Notify(models.TextChoices):
        ALL = "all"
        MENTIONS = "mentions"
        NONE = "none"

    room = models.ForeignKey("Room", models.CASCADE, related_name="memberships")
    user = models.ForeignKey("User", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_seq = models.BigIntegerField(default=0, editable=False)
    sees_from = models.BigIntegerField(default=0, editable=False)
    read_seq = models.BigIntegerField(default=0, editable=False)
    notify = models.CharField(max_length=8, choices=Notify, default=Notify.MENTIONS)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "member"]), name="members_have_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(notify__in=["all", "mentions", "none"]),
                name="members_are_told_so_much",
            ),
        ]

    def __str__(self):
        return f"{self.user} in {self.room}"


class UserSeq(models.Model):
    """Counts the changes to what a person may see: memberships, roles, read markers, access, and
    what they saved, which changed last at number `saved`.

    Servers compare it with what they last saw, so a change is heard even if nobody told it.
    """

    user = models.OneToOneField("User", models.CASCADE, primary_key=True, related_name="counter")
    last = models.BigIntegerField(default=0)
    saved = models.BigIntegerField(default=0)

    def __str__(self):
        return f"user {self.user_id} at {self.last}"
