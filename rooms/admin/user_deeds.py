"""What operators may do with an account."""

from rooms.actions import accounts

from .deeds import Deed


def _is_person(user):
    return user.is_active and not user.bot


ALL = [
    Deed(
        name="deactivate",
        label="Deactivate",
        explains="{thing} is signed out everywhere at once and can't sign in any more. What they "
        "said stays.",
        done="{thing} can't sign in any more.",
        act=accounts.deactivate,
        fits=_is_person,
    ),
    Deed(
        name="reactivate",
        label="Reactivate",
        explains="{thing} can sign in again, with the password that they had.",
        done="{thing} can sign in again.",
        act=accounts.reactivate,
        fits=lambda user: not (user.is_active or user.bot),
    ),
    Deed(
        name="make-operator",
        label="Make operator",
        explains="{thing} may look after groups and accounts from now on, like you.",
        done="{thing} is an operator now.",
        act=accounts.make_operator,
        fits=lambda user: _is_person(user) and not user.is_staff,
    ),
    Deed(
        name="unmake-operator",
        label="Take the operator's role",
        explains="{thing} can't see these pages any more.",
        done="{thing} is no longer an operator.",
        act=accounts.unmake_operator,
        fits=lambda user: user.is_staff and not user.bot,
    ),
    Deed(
        name="password",
        label="Set a one-time password",
        explains="{thing} is signed out everywhere. They sign in once with a password that you "
        "will be shown, and then choose their own.",
        done="A one-time password for {thing}",
        act=accounts.one_time_password,
        fits=_is_person,
        shows="admin/rooms/password.html",
    ),
]
