"""Deeds of operators: each asks why in a small form, then goes through its action."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html

from rooms import limits
from rooms.errors import Refusal


class Reason(forms.Form):
    reason = forms.CharField(
        label="Why?",
        max_length=limits.REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with your name and the time. The people concerned may see it.",
        error_messages={"required": "Please say why: the reason is kept with what you do."},
    )


class Deed(NamedTuple):
    """Something that an operator may do with a thing, or with one of its members.

    It is offered where it `fits` the thing, or the membership. `act(operator, thing, [member,]
    **fields of the form)` does it; what that returns is shown once, by the template `shows`.
    The sentences may name {thing} and {member}.
    """

    name: str
    label: str
    explains: str
    done: str
    act: Callable
    form: type = Reason
    fits: Callable = lambda thing: True
    on_member: bool = False
    shows: str = ""

    @property
    def path(self):
        return f"members/<int:member_pk>/{self.name}/" if self.on_member else f"{self.name}/"


def ask(admin, request, deed, thing, member_pk=None):
    """Ask why and do it. What the action refuses is said beside the form."""
    about = [thing]
    if deed.on_member:
        about.append(_member(thing, member_pk))
    words = dict(zip(("thing", "member"), about, strict=False))
    form = deed.form(request.POST or None, initial=_present(thing))
    if request.method == "POST" and form.is_valid():
        for answer in tried(form, deed.act, request.user, *about):
            return _done(admin, request, deed, thing, words, answer)
    context = {"title": deed.label, "deed": deed, "form": form}
    context["explains"] = _about(deed.explains, words)
    return admin.show(request, "admin/rooms/deed.html", thing, **context)


def _present(thing):
    """What a form begins with: how the thing is now."""
    return {name: getattr(thing, name, "") for name in ("name", "history")}


def tried(form, act, *about):
    """What the act gives, in a list; an empty one when it was refused, which the form says then."""
    try:
        return [act(*about, **form.cleaned_data)]
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
    except DatabaseError:
        form.add_error(None, "The chat could not do this just now. Please try again.")
    return []


def _done(admin, request, deed, thing, words, answer):
    if deed.shows:
        return admin.show(
            request, deed.shows, thing, title=deed.done.format(**words), answer=answer
        )
    messages.success(request, _about(deed.done, words))
    return redirect(f"admin:rooms_{admin.opts.model_name}_change", thing.pk)


def _about(sentence, words):
    """The sentence with its names, each of which keeps its direction to itself."""
    names = {key: format_html("<bdi>{}</bdi>", name) for key, name in words.items()}
    return format_html(sentence, **names)


def _member(thing, pk):
    member = thing.members.filter(pk=pk).first()
    if member is None:
        raise Http404("There is no such member.")
    return member
