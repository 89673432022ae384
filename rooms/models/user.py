from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from rooms import limits
from rooms.errors import BadField
from rooms.text import names


def speakable(username):
    """Forms and `createsuperuser` say in a sentence why nobody can be called so."""
    try:
        names.username(username)
    except BadField as refusal:
        raise ValidationError(refusal.text) from None


class UserQuerySet(models.QuerySet):
    def belonging_to(self, room):
        """Those who belong to a room: to the lobby, everyone whose account stands."""
        if room.kind == "lobby":
            return self.filter(is_active=True)
        return self.filter(memberships__room=room)

    def called(self, text):
        """Those whose names have this text in them, whatever its case and accents."""
        return self.filter(folded__contains=names.folded(text))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **more):
        user = self.model(username=names.username(username), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **more):
        return self.create_user(username, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username):
        return self.get(username_key=names.key(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person, or a bot. `username` is what people type; `name` is what they see; `folded` has
    both as they are looked for, each in a line.

    `one_time_until` is None, or until when the password that an operator set can be used once:
    a time that is past once it was. `keywords` are words of which they want to be told wherever
    they are said.
    """

    username = models.CharField(
        max_length=limits.USERNAME_CHARS, unique=True, validators=[speakable]
    )
    username_key = models.CharField(
        max_length=limits.SPELLING_CHARS * limits.USERNAME_CHARS, editable=False
    )
    name = models.CharField(max_length=limits.DISPLAY_NAME_CHARS, blank=True)
    folded = models.TextField(editable=False)
    bot = models.BooleanField(default=False)
    is_staff = models.BooleanField("operator", default=False)
    is_active = models.BooleanField("active", default=True)
    one_time_until = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    keywords = models.JSONField(default=list, editable=False)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["username_key"],
                name="one_user_per_name",
                violation_error_message="Somebody has that name already.",
            )
        ]

    def __str__(self):
        return self.username

    def save(self, *args, update_fields=None, **kwargs):
        self.username_key = names.key(self.username)
        self.folded = names.folded(self.username, self.name)
        if update_fields is not None and not {"username", "name"}.isdisjoint(update_fields):
            update_fields = {*update_fields, "username_key", "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def must_change_password(self):
        return self.one_time_until is not None

    def set_password(self, raw_password):
        """A password of their own: what an operator set is over."""
        super().set_password(raw_password)
        self.one_time_until = None

    def check_password(self, raw_password):
        """Whether this signs them in. Nothing does for a bot, whoever gave it a password."""
        if self.bot:
            return False
        if self.must_change_password:
            # Django's own way may set it again in a newer hash, as if they had chosen it.
            return self.has_password(raw_password) and self.one_time_until > timezone.now()
        return super().check_password(raw_password)

    def has_password(self, raw_password):
        """Whether this is the password, be it of use or not."""
        return hashers.check_password(raw_password, self.password)

    def get_session_auth_hash(self):
        return self._unended(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return map(self._unended, super().get_session_auth_fallback_hash())

    def _unended(self, proof):
        """A session's proof with how often all of this person's were ended before it."""
        return f"{proof}.{self.sessions_ended}" if self.sessions_ended else proof

    def get_full_name(self):
        return self.name or self.username

    def get_short_name(self):
        return self.username
