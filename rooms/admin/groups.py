from django.contrib import admin
from django.core.paginator import Paginator

from rooms.models import Group, Room
from rooms.text import names

from . import figures, group_deeds, reading
from .overseen import Overseen
from .site import site

SOME = figures.NAMES_SHOWN
MEMBERS_SHOWN = 100
EVENTS_SHOWN = 50


class State(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("open", "Open"),
            ("private", "Open, private"),
            ("closed", "Closed"),
            ("ownerless", "Open, without an owner"),
        ]

    def queryset(self, request, rooms):
        match self.value():
            case "open":
                return rooms.filter(closed_at=None)
            case "private":
                return rooms.filter(closed_at=None, private=True)
            case "closed":
                return rooms.exclude(closed_at=None)
            case "ownerless":
                return rooms.filter(kind=Room.Kind.GROUP, closed_at=None, owning=0)


@admin.register(Group, site=site)
class GroupAdmin(Overseen):
    """Groups, and the lobby to be looked at. Whispers are not here, by any address."""

    list_display = ["name", "state", "owned_by", "belonging", "messages", "active", "here"]
    list_filter = [State]
    search_fields = ["name"]
    search_help_text = "A part of a group's name."
    date_hierarchy = "created_at"
    ordering = ["-kind", "name_key", "pk"]
    deeds = group_deeds.ALL
    page_template = "admin/rooms/group.html"

    def get_urls(self):
        return [*super().get_urls(), self.at("<int:pk>/messages/", self.read, "messages")]

    def get_queryset(self, request):
        return figures.named(figures.counted(figures.overseen()))

    def get_search_results(self, request, rooms, term):
        return rooms.filter(name_key__contains=names.key(term)), False

    def read(self, request, pk):
        return reading.read(self, request, self.thing(request, pk))

    def about(self, request, room):
        members = _page(request, "members", figures.members_of(room), MEMBERS_SHOWN)
        for member in members:
            member.deeds = [deed for deed in self.deeds if deed.on_member and deed.fits(member)]
        return {
            "is_group": room.kind == Room.Kind.GROUP,
            "members": members,
            "here": figures.here()[:MEMBERS_SHOWN],
            "events": _page(request, "events", figures.changes_of(room), EVENTS_SHOWN),
        }

    @admin.display(ordering="closed_at")
    def state(self, room):
        if room.kind == Room.Kind.LOBBY:
            return "The lobby"
        private = ", private" if room.private else ""
        return ("Closed" if room.closed else "Open") + private

    @admin.display(description="owners")
    def owned_by(self, room):
        return figures.some((owner.user for owner in room.owners), room.owning)

    @admin.display(description="members", ordering="people")
    def belonging(self, room):
        return "Everyone" if room.kind == Room.Kind.LOBBY else room.people

    @admin.display(ordering="said")
    def messages(self, room):
        return room.said

    @admin.display(description="last activity", ordering="active_at")
    def active(self, room):
        return room.active_at

    @admin.display(description="here now", ordering="present")
    def here(self, room):
        if room.kind == Room.Kind.LOBBY:
            return figures.some(figures.here()[:SOME], figures.here().count())
        return figures.some((member.user for member in room.those_here), room.present)


def _page(request, name, rows, size):
    return Paginator(rows, size).get_page(request.GET.get(name))
