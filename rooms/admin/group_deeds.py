"""What operators may do with a group and its members."""

from django import forms

from rooms import limits
from rooms.actions import oversight
from rooms.models import Membership, Room

from .deeds import Deed, Reason


class Rename(Reason):
    name = forms.CharField(label="New name", max_length=limits.GROUP_NAME_CHARS)
    field_order = ["name", "reason"]


class History(Reason):
    history = forms.ChoiceField(label="Newcomers see", choices=Room.History)
    field_order = ["history", "reason"]


def _is_group(room):
    return room.kind == Room.Kind.GROUP


def _is_open(room):
    return _is_group(room) and not room.closed


def _is_closed(room):
    return _is_group(room) and room.closed


ALL = [
    Deed(
        name="rename",
        label="Rename",
        explains="{thing} gets another name. Everyone who has it open sees it at once.",
        done="The group is called {thing} now.",
        act=oversight.rename,
        form=Rename,
        fits=_is_group,
    ),
    Deed(
        name="close",
        label="Close",
        explains="Nobody can write in {thing} or join it any more. Its members can still read it.",
        done="{thing} is closed.",
        act=oversight.close,
        fits=_is_open,
    ),
    Deed(
        name="reopen",
        label="Reopen",
        explains="{thing} can be joined and written in again.",
        done="{thing} is open again.",
        act=oversight.reopen,
        fits=_is_closed,
    ),
    Deed(
        name="make-private",
        label="Make private",
        explains="Nobody but its members and operators knows of {thing} any more, and its owners "
        "bring others in.",
        done="{thing} is private.",
        act=oversight.make_private,
        fits=lambda room: _is_group(room) and not room.private,
    ),
    Deed(
        name="make-public",
        label="Make public",
        explains="Everyone can find {thing} and join it. What was said in it till now stays with "
        "those who are in it.",
        done="{thing} is public.",
        act=oversight.make_public,
        fits=lambda room: _is_group(room) and room.private,
    ),
    Deed(
        name="history",
        label="Change history",
        explains="What newcomers to {thing} will see of what is said from now on. What was said "
        "before keeps the rule under which it was said.",
        done="What newcomers to {thing} see is changed.",
        act=oversight.show_history,
        form=History,
        fits=_is_group,
    ),
    Deed(
        name="remove",
        label="Remove",
        explains="{member} is shown the door of {thing} at once. While it is open and public, they "
        "can join it again.",
        done="{member} is no longer a member of {thing}.",
        act=oversight.remove,
        on_member=True,
    ),
    Deed(
        name="hand-over",
        label="Make owner",
        explains="{member} becomes an owner of {thing}, beside those there are.",
        done="{member} owns {thing} now.",
        act=oversight.hand_over,
        fits=lambda membership: membership.role != Membership.Role.OWNER,
        on_member=True,
    ),
]
