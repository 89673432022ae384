"""Coming in, going out, and passwords."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from rooms import limits
from rooms.actions import accounts, throttle
from rooms.errors import Refusal
from rooms.text import names

from . import address, choosing, device, forms
from .entrance import Entrance, enter
from .throttled import Throttled

RECORDS_TOLD = 5

private = method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")


class SignIn(Throttled, Entrance, LoginView):
    form_class = forms.SignIn
    template_name = "registration/sign-in.html"
    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        if accounts.set_up_open():
            return redirect("set-up")
        return super().dispatch(request, *args, **kwargs)

    def buckets(self):
        username = self.request.POST.get("username", "")
        known = device.of(self.request, username)
        if known:
            return [("device", known)]
        visitor = address.of(self.request)
        return [("account", names.key(username), visitor), ("address", visitor)]

    def form_valid(self, form):
        self.attempt.forgive()
        user = form.get_user()
        if user.must_change_password:
            accounts.use_one_time_password(user)
            choosing.begin(self.request, user, self.get_success_url())
            return redirect("new-password")
        return enter(self.request, user, self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(sign_up_open=accounts.sign_up_open(), **kwargs)


class SignOut(LogoutView):
    http_method_names = ["get", "post", "options"]

    def get(self, request, *args, **kwargs):
        """A link can't sign anybody out."""
        return redirect("chat")

    def post(self, request, *args, **kwargs):
        user = request.user
        response = super().post(request, *args, **kwargs)
        if user.is_authenticated:
            accounts.look_again(user)
        return response


@private
class SignUp(Throttled, Entrance, FormView):
    form_class = forms.SignUp
    template_name = "registration/sign-up.html"

    def dispatch(self, request, *args, **kwargs):
        if accounts.set_up_open():
            return redirect("set-up")
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def buckets(self):
        return [("sign-up form", address.of(self.request))]

    def form_valid(self, form):
        user = self._sign_up(form.cleaned_data)
        return enter(self.request, user, self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(sign_up_open=accounts.sign_up_open(), **kwargs)

    def _sign_up(self, given):
        """Accounts are counted closely, mistakes loosely: a whole club may share one address."""
        attempt = throttle.Attempt(("sign-up", address.of(self.request)))
        attempt.count()
        try:
            return accounts.sign_up(given["username"], given["password1"], given["name"])
        except Refusal:
            attempt.forgive()
            raise


@private
class Password(Throttled, PasswordChangeView):
    """One's own password; the other browsers of this person are signed out."""

    form_class = forms.ChangePassword
    template_name = "registration/password.html"
    success_url = reverse_lazy("password")

    def buckets(self):
        return [("password", self.request.user.pk)]

    def form_valid(self, form):
        self.attempt.forgive()
        accounts.choose_password(form.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "Your password is changed. Other browsers are signed out.")
        return redirect(self.get_success_url())


@private
class NewPassword(FormView):
    """Who came with a one-time password chooses their own, and only then is in."""

    form_class = forms.NewPassword
    template_name = "registration/new-password.html"

    def dispatch(self, request, *args, **kwargs):
        self.user = choosing.person(request)
        if self.user is None:
            return redirect("sign-in")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.user}

    def get_context_data(self, **kwargs):
        told = accounts.one_time_records(self.user)[:RECORDS_TOLD]
        return super().get_context_data(records=told, minutes=limits.CHOOSING_MINUTES, **kwargs)

    def form_valid(self, form):
        accounts.choose_password(self.user, form.cleaned_data["new_password1"])
        return enter(self.request, self.user, choosing.end(self.request))
