"""Who is here, and how they appear."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rooms import limits

from .frame import Frame, Id, Number


class TypingStart(Frame, tag="typing.start"):
    """You are writing in the room. Say so at most every 3 s, and never for a command."""

    room: int
    id: Id = UNSET


class TypingStop(Frame, tag="typing.stop"):
    """You stopped writing in the room."""

    room: int
    id: Id = UNSET


State = Annotated[str, Meta(pattern="^(active|idle)$")]


class PresenceSet(Frame, tag="presence.set"):
    """Whether the person is active at this client, or idle: 5 minutes without input."""

    state: State
    id: Id = UNSET


class StatusLine(msgspec.Struct, frozen=True):
    """What a person says of themselves, until when; without `until`, until they say otherwise."""

    emoji: str = ""
    text: str = ""
    until: datetime | None = None


class AppearanceSet(Frame, tag="appearance.set"):
    """Change how you appear to others, in what is given; the rest stays as it is."""

    status: StatusLine | None | UnsetType = UNSET
    invisible: bool | UnsetType = UNSET
    typing: bool | UnsetType = UNSET
    id: Id = UNSET


class PeopleList(Frame, tag="people.list"):
    """Ask for people: of a room, or everyone; `after` a user id of the last page; `named` so."""

    room: int | UnsetType = UNSET
    named: Annotated[str, Meta(max_length=limits.DISPLAY_NAME_CHARS, pattern=r"^[^\x00]*$")] = ""
    after: Number = 0
    limit: Annotated[int, Meta(ge=1, le=limits.PEOPLE_PAGE)] = limits.PEOPLE_PAGE
    id: Id = UNSET
