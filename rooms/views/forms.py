"""What people fill in to come in, in words of ours. Who may do what is decided by the actions."""

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    BaseUserCreationForm,
    PasswordChangeForm,
    SetPasswordForm,
)
from django.core.exceptions import ValidationError

from rooms import limits
from rooms.actions import accounts
from rooms.models import User

PASSWORD_HELP = (
    f"At least {limits.PASSWORD_CHARS} characters, not like your name, and not one that many use."
)
NO_SPELLING = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class InOurWords:
    """Labels, hints and error sentences for fields that Django made."""

    labels = {}
    hints = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = "Please fill this in."
            field.widget.attrs.pop("autofocus", None)
        if not self.is_bound:
            # After a mistake the summary of what to mend is where people begin.
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class SignIn(InOurWords, AuthenticationForm):
    labels = {"username": "User name", "password": "Password"}
    error_messages = {
        "invalid_login": "No open account has this user name with this password. Please check both."
    }


class SignUp(InOurWords, BaseUserCreationForm):
    labels = {
        "username": "User name",
        "name": "Name that others see",
        "password1": "Password",
        "password2": "The same password again",
    }
    hints = {
        "username": "Others type it to whisper to you: letters, digits and . _ - in any script.",
        "name": "You may leave this empty.",
        "password1": PASSWORD_HELP,
    }
    error_messages = {"password_mismatch": "The two passwords are not the same."}

    class Meta:
        model = User
        fields = ["username", "name"]
        error_messages = {
            "username": {"unique": "Somebody is called so already. Please choose another name."}
        }
        widgets = {
            "username": forms.TextInput(attrs={"autocomplete": "username", **NO_SPELLING}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
        }


class SetUp(SignUp):
    labels = SignUp.labels | {"code": "Code"}
    hints = SignUp.hints | {"code": "The server printed it where it was started."}
    code = forms.CharField(
        max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off", **NO_SPELLING})
    )
    field_order = ["code", "username", "password1", "password2"]

    class Meta(SignUp.Meta):
        fields = ["username"]

    def clean_code(self):
        if not accounts.is_set_up_code(self.cleaned_data["code"]):
            raise ValidationError("That is not the code that this server printed.")


class NewPassword(InOurWords, SetPasswordForm):
    labels = {"new_password1": "New password", "new_password2": "The same password again"}
    hints = {"new_password1": PASSWORD_HELP}
    error_messages = {"password_mismatch": "The two passwords are not the same."}

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.has_password(password):
            raise ValidationError("That is the password you have. Please choose another one.")
        return password


class ChangePassword(NewPassword, PasswordChangeForm):
    labels = NewPassword.labels | {"old_password": "Present password"}
    error_messages = NewPassword.error_messages | {
        "password_incorrect": "That is not your present password."
    }
