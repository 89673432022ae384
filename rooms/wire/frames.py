"""What a client may say. The docstring of each is its entry in docs/protocol.md."""

from datetime import datetime
from typing import Annotated, Union
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rooms import limits

VERSION = 1

Id = Annotated[str, Meta(max_length=limits.ID_CHARS)] | UnsetType
UuidText = Annotated[
    str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", max_length=36)
]
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Frame(msgspec.Struct, frozen=True, tag_field="type"):
    pass


class Resume(msgspec.Struct, frozen=True):
    """How far a client's copy of a room goes, and of which epoch it is. Whatever no room can
    have stands for a copy that is of no use.
    """

    epoch: str
    after: int


class Hello(Frame, tag="hello"):
    """The first frame of every connection. `resume` maps room ids to what the client holds."""

    v: int
    resume: dict[str, Resume] = {}
    id: Id = UNSET


class MessagePost(Frame, tag="message.post"):
    """Say something in a room, or run a command there. The reply is an `ack`, or for a command
    that posts nothing a `notice`. Send it again with the same client_id until it is answered.
    `confirm`: it may call many people.
    """

    room: int
    client_id: UuidText
    body: str
    confirm: bool = False
    id: Id = UNSET

    @property
    def key(self):
        """The client_id as a number: replies repeat it as it was written."""
        return UUID(self.client_id)


class MessageEdit(Frame, tag="message.edit"):
    """Give a message other words. The reply is an `ack`; with the words that it has already,
    nothing changes.
    """

    message: int
    body: str
    reason: str = ""
    id: Id = UNSET


class MessageDelete(Frame, tag="message.delete"):
    """Take a message back. A tombstone stays where it stood, and tells who did it and why."""

    message: int
    reason: str = ""
    id: Id = UNSET


class MessageRestore(Frame, tag="message.restore"):
    """Have a deleted message back as it was."""

    message: int
    id: Id = UNSET


class MessageVersions(Frame, tag="message.versions"):
    """Ask what the words of a message were, from the first to those that stand now."""

    message: int
    id: Id = UNSET


class RoomHistory(Frame, tag="room.history"):
    """Ask for a page of history: `before`, `after` or `around` a seq, around the first message of
    a `date` or later, or the newest.
    """

    room: int
    before: Number | UnsetType = UNSET
    after: Number | UnsetType = UNSET
    around: Number | UnsetType = UNSET
    date: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=limits.PAGE_MESSAGES)] = limits.NEWEST_MESSAGES
    id: Id = UNSET


class RoomSync(Frame, tag="room.sync"):
    """Ask for what your copy of a room lacks. Without `epoch`: the newest 50, as a new copy."""

    room: int
    epoch: str | UnsetType = UNSET
    after: int = 0
    id: Id = UNSET


class RoomRead(Frame, tag="room.read"):
    """You have read the room up to number `seq`: the marker only grows. With `unread_from`, all
    from that number on is unread again.
    """

    room: int
    seq: Number | UnsetType = UNSET
    unread_from: Number | UnsetType = UNSET
    id: Id = UNSET


class NotifySet(Frame, tag="notify.set"):
    """Of what you want to be told while you look elsewhere: in a `room`, up to a `level`; and
    wherever one of your `keywords` is said.
    """

    room: int | UnsetType = UNSET
    level: str | UnsetType = UNSET
    keywords: list[str] | UnsetType = UNSET
    id: Id = UNSET


class TypingStart(Frame, tag="typing.start"):
    """You are writing in the room. Say so at most every 3 s, and never for a command."""

    room: int
    id: Id = UNSET


class TypingStop(Frame, tag="typing.stop"):
    """You stopped writing in the room."""

    room: int
    id: Id = UNSET


class PresenceSet(Frame, tag="presence.set"):
    """Whether the person is active at this client, or idle: 5 minutes without input."""

    state: Annotated[str, Meta(pattern="^(active|idle)$")]
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


class Heartbeat(Frame, tag="heartbeat"):
    """Say every 25 s that you live; the reply carries the head of every room you follow."""

    id: Id = UNSET


ALL = (
    Hello,
    MessagePost,
    MessageEdit,
    MessageDelete,
    MessageRestore,
    MessageVersions,
    RoomHistory,
    RoomSync,
    RoomRead,
    NotifySet,
    TypingStart,
    TypingStop,
    PresenceSet,
    AppearanceSet,
    PeopleList,
    Heartbeat,
)
TYPES = {frame.__struct_config__.tag: frame for frame in ALL}
ANY = Union[ALL]
