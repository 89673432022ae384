"""The first visit: making the first operator."""

from django.shortcuts import redirect
from django.views.generic import FormView

from rooms.actions import accounts

from . import address, forms
from .accounts import private
from .entrance import enter
from .throttled import Throttled


@private
class SetUp(Throttled, FormView):
    form_class = forms.SetUp
    template_name = "setup.html"

    def get(self, request, *args, **kwargs):
        if not accounts.set_up_open():
            return redirect("sign-in")
        return super().get(request, *args, **kwargs)

    def buckets(self):
        return [("set-up", address.of(self.request))]

    def form_valid(self, form):
        given = form.cleaned_data
        user = accounts.set_up(given["username"], given["password1"])
        return enter(self.request, user, "chat")

    def form_invalid(self, form):
        if "code" not in form.errors:
            self.attempt.forgive()
        return super().form_invalid(form)
