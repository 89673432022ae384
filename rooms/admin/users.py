from django.contrib import admin

from rooms.models import AuditEntry, User

from . import figures, making, user_deeds
from .overseen import Overseen
from .site import site

RECORDS_SHOWN = 50


class Here(admin.SimpleListFilter):
    title = "here now"
    parameter_name = "here"

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request, users):
        return users.filter(present=self.value() == "yes") if self.value() else users


@admin.register(User, site=site)
class UserAdmin(Overseen):
    """People. An account can be deactivated, never deleted: what was said stays theirs."""

    list_display = ["username", "name", "is_active", "is_staff", "here", "last_login"]
    list_filter = ["is_active", "is_staff", "bot", Here]
    search_fields = ["username"]
    search_help_text = "A part of what people type, or of the name that they see."
    date_hierarchy = "joined_at"
    ordering = ["username_key"]
    deeds = user_deeds.ALL
    page_template = "admin/rooms/user.html"
    change_list_template = "admin/rooms/users.html"

    def get_urls(self):
        return [*super().get_urls(), self.at("new/", self.make, "new")]

    def get_queryset(self, request):
        return User.objects.annotate(present=figures.is_here("pk"))

    def get_search_results(self, request, users, term):
        return users.called(term), False

    def make(self, request):
        return making.make(self, request)

    def about(self, request, user):
        records = AuditEntry.objects.filter(user=user).select_related("actor", "room")
        return {
            "memberships": figures.groups_of(user),
            "records": records.order_by("-at", "-pk")[:RECORDS_SHOWN],
        }

    @admin.display(description="here now", boolean=True, ordering="present")
    def here(self, user):
        return user.present
