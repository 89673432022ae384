import secrets

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from rooms import limits
from rooms.errors import Forbidden, NotFound

from . import unread
from .composed import Composed
from .event import RoomEvent
from .membership import Membership
from .message import Message
from .user import User


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rooms that this person may know of. Every lookup on a person's behalf starts here.

        Whispers and private groups are for their people alone, whoever asks.
        """
        is_open = ~Q(kind=Room.Kind.WHISPER) & Q(private=False)
        return self.filter(is_open | Exists(_belonging(user, OuterRef("pk"))))

    def followed_by(self, user):
        """Rooms whose messages this person reads: the lobby, and what they belong to."""
        return self.filter(Q(kind=Room.Kind.LOBBY) | Exists(_belonging(user, OuterRef("pk"))))

    def read_by(self, user, pk):
        """The room whose messages this person asks for, with its counter.

        Raises NotFound for what they may not know of, as for what does not exist, and Forbidden
        where they have to join first.
        """
        found = _read_by.rows(user.pk, pk)
        if not found:
            raise NotFound()
        [room] = found
        if room.kind == Room.Kind.GROUP and not room.belongs:
            raise Forbidden(f"Only members read {room.name}. /group join {room.name}")
        return room

    def open_groups(self, user):
        """The groups that this person may know of, by name: how many `people` are in each, when
        something was `said_at` last, but for what was said in private before it became public, and
        whether it is `mine`.
        """
        groups = self.visible_to(user).filter(kind=Room.Kind.GROUP, closed_at=None)
        said = Message.objects.filter(room=OuterRef("pk"), seq__gt=OuterRef("public_from"))
        return groups.annotate(
            people=Coalesce(_people_count(), 0),
            said_at=Subquery(said.order_by("-seq").values("sent_at")[:1]),
            mine=Exists(_belonging(user, OuterRef("pk"))),
        ).order_by("name_key", "private", "pk")

    def described_to(self, user):
        """As one reader sees them: `people` counts who belongs; `role`, `notify`, `joined_seq` and
        `sees_from` are the reader's own, and so is what `marked_by` tells.
        """
        mine = _belonging(user, OuterRef("pk"))
        return self.marked_by(user).annotate(
            people=Coalesce(_people_count(), 0),
            role=Subquery(mine.values("role")),
            notify=Coalesce(Subquery(mine.values("notify")), Value("mentions")),
            joined_seq=Coalesce(Subquery(mine.values("joined_seq")), 0),
            sees_from=Coalesce(Subquery(mine.values("sees_from")), 0),
        )

    def marked_by(self, user):
        """With each room's counter, how far this person has `read`, and how much is `unread` above
        that and `mentions` them, all of one moment.

        Where they have no marker yet, all that was said is history to them, and none of it news.
        """
        read = Subquery(_belonging(user, OuterRef("pk")).values("read_seq"))
        rooms = self.select_related("counter").annotate(read=Coalesce(read, "counter__last_seq"))
        return rooms.annotate(unread=unread.messages(user), mentions=unread.mentions(user))

    def titles_for(self, user):
        """{room id: what this reader calls it}: a whisper is called by the other's name."""
        titles = dict(self.values_list("pk", "name"))
        whispers = self.filter(kind=Room.Kind.WHISPER)
        both = Membership.objects.filter(room__in=whispers).exclude(user=user)
        for other in both.select_related("user"):
            titles[other.room_id] = other.user.get_full_name()
        return titles

    def people_then(self, user):
        """How many belonged to each of these rooms when this person joined: {room id: people}."""
        joined = Subquery(_belonging(user, OuterRef("pk")).values("joined_seq"))
        people = Coalesce(_people_count(), 0) - F("came") + F("went")
        rooms = self.annotate(joined_seq=joined, came=_came_since(), went=_went_since())
        return dict(rooms.values_list("pk", people))

    def lobby(self):
        return self.get(kind=Room.Kind.LOBBY)


class Room(models.Model):
    """Any place where messages live. What was said there is its log, numbered by `RoomSeq`.

    A `private` group does not exist for strangers. `history` is what newcomers will see of what is
    said from now on; up to number `public_from`, it was said in private.
    """

    class Kind(models.TextChoices):
        LOBBY = "lobby"
        GROUP = "group"
        WHISPER = "whisper"

    class History(models.TextChoices):
        ALL = "all", "all that is said"
        JOINED = "joined", "what is said after their joining"

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=limits.GROUP_NAME_CHARS, blank=True)
    name_key = models.CharField(
        max_length=limits.SPELLING_CHARS * limits.GROUP_NAME_CHARS, blank=True, editable=False
    )
    people_key = models.CharField(max_length=200, null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    private = models.BooleanField(default=False)
    history = models.CharField("newcomers see", max_length=6, choices=History, default=History.ALL)
    public_from = models.BigIntegerField(default=0, editable=False)
    members = models.ManyToManyField("User", through="Membership", related_name="rooms")

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["lobby", "group", "whisper"]), name="rooms_are_of_a_kind"
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="lobby"), name="one_lobby"),
            models.UniqueConstraint(
                fields=["name_key"],
                # A name that nobody may use would tell of the private group that has it.
                condition=Q(kind="group", closed_at=None, private=False),
                name="one_open_group_per_name",
            ),
            models.UniqueConstraint(fields=["people_key"], name="one_whisper_room_per_people"),
            models.CheckConstraint(
                condition=Q(kind="whisper", people_key__isnull=False)
                | (~Q(kind="whisper") & Q(people_key=None)),
                name="whispers_have_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind="group") | ~Q(name_key=""), name="groups_have_names"
            ),
            models.CheckConstraint(
                condition=Q(kind="group") | Q(private=False, history="all", public_from=0),
                name="groups_alone_are_private",
            ),
            models.CheckConstraint(
                condition=Q(history__in=["all", "joined"]), name="newcomers_see_all_or_less"
            ),
        ]

    def __str__(self):
        return self.name or f"{self.kind} {self.pk}"

    @property
    def closed(self):
        return self.closed_at is not None


class Group(Room):
    """A room of kind group: what `/group` handles, and what operators oversee."""

    class Meta:
        proxy = True


def new_epoch():
    return secrets.token_hex(6)


class RoomSeq(models.Model):
    """A room's counter. Whoever changes the room locks this row and takes the next number.

    A table of its own, so that the lock and the update touch one narrow row.
    """

    room = models.OneToOneField(Room, models.CASCADE, primary_key=True, related_name="counter")
    epoch = models.CharField(max_length=16, default=new_epoch)
    last_seq = models.BigIntegerField(default=0)
    min_seq = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_seq__gte=1) & Q(last_seq__gte=0), name="seqs_only_grow"
            )
        ]

    def __str__(self):
        return f"room {self.room_id} at {self.last_seq}"


def _people_count():
    """How many belong to a room: to the lobby, everyone who can sign in."""
    belonging = Membership.objects.filter(room=OuterRef("pk"))
    everyone = User.objects.filter(is_active=True, bot=False).annotate(all=Value(1))
    return Case(
        When(kind=Room.Kind.LOBBY, then=Subquery(_count(everyone, "all"))),
        default=Subquery(_count(belonging, "room")),
    )


def _came_since():
    return _changes_since(RoomEvent.Kind.JOINED)


def _went_since():
    return _changes_since(RoomEvent.Kind.LEFT, RoomEvent.Kind.REMOVED)


def _changes_since(*kinds):
    """How many such changes stand above the number at which the reader joined."""
    rows = RoomEvent.objects.filter(room=OuterRef("pk"), kind__in=kinds)
    rows = rows.filter(seq__gt=OuterRef("joined_seq"))
    return Coalesce(Subquery(_count(rows, "room")), 0)


def _count(rows, by):
    return rows.order_by().values(by).annotate(n=Count("pk")).values("n")


def _belonging(user, room):
    return Membership.objects.filter(room=room, user=user)


def _room_of(user, pk):
    belongs = Exists(_belonging(user, OuterRef("pk")))
    rooms = Room.objects.visible_to(user).filter(pk=pk).select_related("counter")
    return rooms.annotate(belongs=belongs)


_read_by = Composed(_room_of)
