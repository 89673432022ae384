from django.db import models


class Mention(models.Model):
    """That a message speaks to a person, or with no user to everyone in its room.

    `name` is how they are called in its words. Room and seq are the message's, so that what is
    unread of one person's mentions is found by one index.
    """

    message = models.ForeignKey("Message", models.CASCADE, related_name="mentions")
    room = models.ForeignKey("Room", models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    user = models.ForeignKey("User", models.CASCADE, null=True, related_name="mentions")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user"], name="one_mention_per_person")
        ]
        indexes = [models.Index(fields=["user", "room", "seq"], name="mentions_of_a_person")]

    def __str__(self):
        return f"{self.name} in message {self.message_id}"
