from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from . import servers

ELSEWHERE = {"password_change", "password_change_done", "autocomplete", "view_on_site"}


class OperatorSite(AdminSite):
    """The pages of the operators: whoever is active and an operator sees all of them.

    A site of its own, so that only what is registered here is there at all. Signing in and out
    and passwords are the chat's own pages.
    """

    site_header = site_title = "Operators"
    index_title = "What operators look after"
    site_url = reverse_lazy("chat")
    # Three lists need no second menu, and their columns need the room.
    enable_nav_sidebar = False

    def get_urls(self):
        kept = [url for url in super().get_urls() if getattr(url, "name", None) not in ELSEWHERE]
        return [*servers.urls(self), *kept]

    def login(self, request, extra_context=None):
        """Send people to the chat's own page, and back; those who are no operators stay out."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, reverse("sign-in"))
        if not self.has_permission(request):
            raise PermissionDenied("Only operators can look at these pages.")
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        return redirect("sign-out", preserve_request=True)


site = OperatorSite()
