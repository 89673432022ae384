"""Making an account for somebody, who comes in with a one-time password."""

from django import forms

from rooms import limits
from rooms.actions import accounts

from .deeds import Reason, tried


class Newcomer(Reason):
    username = forms.CharField(
        label="User name",
        max_length=limits.USERNAME_CHARS,
        help_text="Others type it to whisper to them: letters, digits and . _ - in any script.",
    )
    name = forms.CharField(
        label="Name that others see",
        max_length=limits.DISPLAY_NAME_CHARS,
        required=False,
        help_text="You may leave this empty.",
    )
    field_order = ["username", "name"]


def make(admin, request):
    """The form, and once it is filled in, the password: shown this once."""
    form = Newcomer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for user, password in tried(form, accounts.make, request.user):
            context = {"title": f"A one-time password for {user}", "answer": password}
            return admin.show(request, "admin/rooms/password.html", user, **context)
    context = {"title": "Make an account", "form": form}
    return admin.show(request, "admin/rooms/newcomer.html", None, **context)
