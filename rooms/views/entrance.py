"""Signing somebody in, and what comes right after it."""

from django.contrib.auth import login
from django.contrib.auth.views import RedirectURLMixin
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from . import device

# Never to be sent to after coming in: these lead here again, or out.
DOORS = ("sign-in", "sign-up", "sign-out", "set-up", "new-password")


class Entrance(RedirectURLMixin):
    """A page that leads into the chat: to the page that was wanted, if that is one of ours."""

    def get_redirect_url(self):
        wanted = super().get_redirect_url()
        return "" if wanted.startswith(tuple(map(reverse, DOORS))) else wanted

    def get_default_redirect_url(self):
        return resolve_url("chat")

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


def enter(request, user, url):
    """Sign this person in, in a new session, and send them on."""
    login(request, user)
    response = redirect(url)
    device.remember(response, user)
    return response
