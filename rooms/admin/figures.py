"""What operators see of rooms, counted by the database. Whispers are in none of it."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce, Greatest

from rooms.models import Connection, Group, Membership, Message, Room, RoomEvent, User

NAMES_SHOWN = 3


def overseen():
    """The groups and the lobby."""
    return Group.objects.filter(kind__in=[Room.Kind.GROUP, Room.Kind.LOBBY])


def counted(rooms):
    """With how many are `people`, `owning` and `present` (here now), what was `said`, and when
    it was last `active_at`."""
    mine = Membership.objects.filter(room=OuterRef("pk"))
    said = Message.objects.filter(room=OuterRef("pk"))
    events = RoomEvent.objects.filter(room=OuterRef("pk"))
    return rooms.annotate(
        people=_count(mine),
        owning=_count(mine.standing().filter(role=Membership.Role.OWNER)),
        said=_count(said),
        present=_count(mine.filter(is_here())),
        active_at=Greatest(
            Coalesce(Subquery(said.order_by("-seq").values("sent_at")[:1]), "created_at"),
            Coalesce(Subquery(events.order_by("-seq").values("at")[:1]), "created_at"),
        ),
    )


def named(rooms):
    """With some of the `owners`, and some of `those_here`, by name."""
    members = Membership.objects.select_related("user").order_by("user__username_key")
    owners = members.standing().filter(role=Membership.Role.OWNER)
    return rooms.prefetch_related(
        Prefetch("memberships", owners[:NAMES_SHOWN], "owners"),
        Prefetch("memberships", members.filter(is_here())[:NAMES_SHOWN], "those_here"),
    )


def members_of(room):
    """Its memberships, owners first, each with whether that person is `present`."""
    return (
        Membership.objects.filter(room=room)
        .select_related("user")
        .annotate(present=is_here())
        .order_by("-role", "user__username_key")
    )


def changes_of(room):
    """Who changed what, when and why, the newest first."""
    rows = RoomEvent.objects.filter(room=room, message=None)
    return rows.select_related("actor", "user").order_by("-seq")


def groups_of(user):
    """Where somebody belongs, as far as operators may know."""
    rows = Membership.objects.filter(user=user, room__kind=Room.Kind.GROUP)
    return rows.select_related("room").order_by("room__name_key")


def some(users, total):
    """The first few by name, and how many more there are: "ada, bob and 3 more"."""
    shown = [user.username for user in users]
    more = total - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def is_here(user="user"):
    """Whether somebody has an open socket on a server that lives, and is not invisible."""
    return Exists(Connection.objects.seen().filter(user=OuterRef(user)))


def here():
    return User.objects.filter(is_here("pk"), is_active=True).order_by("username_key")


def _count(rows):
    return Coalesce(Subquery(rows.order_by().values("room").annotate(n=Count("pk")).values("n")), 0)
