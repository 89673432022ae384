from django.contrib import admin
from django.db.models import Q

from rooms.models import AuditEntry, User
from rooms.text import names

from .overseen import Overseen
from .site import site


class Operator(admin.SimpleListFilter):
    title = parameter_name = "operator"

    def lookups(self, request, model_admin):
        known = AuditEntry.objects.order_by().values("actor")
        return list(User.objects.filter(pk__in=known).values_list("pk", "username"))

    def queryset(self, request, entries):
        return entries.filter(actor=self.value()) if self.value() else entries


@admin.register(AuditEntry, site=site)
class AuditAdmin(Overseen):
    """What operators did, when and why."""

    list_display = ["at", "actor", "action", "room", "user", "reason"]
    list_display_links = None
    list_filter = ["action", Operator]
    list_select_related = ["actor", "room", "user"]
    search_fields = ["reason"]
    search_help_text = "A part of a reason, or of the name of a group or a person."
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]

    def get_search_results(self, request, entries, term):
        key = names.key(term)
        return entries.filter(
            Q(reason__icontains=term)
            | Q(room__name_key__contains=key)
            | Q(user__username_key__contains=key)
            | Q(actor__username_key__contains=key)
        ), False
