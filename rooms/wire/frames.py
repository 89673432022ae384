"""What a client may say. The docstring of each is its entry in docs/protocol.md."""

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
    """Say something in a room, as an answer to the message `reply_to` if you like, or run a command
    there. The reply is an `ack`, or for a command
    that posts nothing a `notice`. Send it again with the same client_id until it is answered.
    """

    room: int
    client_id: UuidText
    body: str
    reply_to: Number | UnsetType = UNSET
    id: Id = UNSET

    @property
    def key(self):
        """The client_id as a number: replies repeat it as it was written."""
        return UUID(self.client_id)


class RoomHistory(Frame, tag="room.history"):
    """Ask for a page of history: `before`, `after` or `around` a seq, or the newest."""

    room: int
    before: Number | UnsetType = UNSET
    after: Number | UnsetType = UNSET
    around: Number | UnsetType = UNSET
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


class MessageList(Frame, tag="message.list"):
    """Ask for messages by their ids."""

    messages: Annotated[list[Number], Meta(max_length=limits.PAGE_MESSAGES)]
    id: Id = UNSET


class ReactionAdd(Frame, tag="reaction.add"):
    """Put an emoji below a message."""

    message: int
    emoji: str
    id: Id = UNSET


class ReactionRemove(Frame, tag="reaction.remove"):
    """Take your emoji away from a message."""

    message: int
    emoji: str
    id: Id = UNSET


class MessagePin(Frame, tag="message.pin"):
    """Keep a message in sight of everyone in its room."""

    message: int
    id: Id = UNSET


class MessageUnpin(Frame, tag="message.unpin"):
    """Take a message from its room's pins."""

    message: int
    id: Id = UNSET


class RoomPins(Frame, tag="room.pins"):
    """Ask for what is pinned in a room."""

    room: int
    id: Id = UNSET


class MessageSave(Frame, tag="message.save"):
    """Keep a message at hand for yourself; nobody else hears of it."""

    message: int
    id: Id = UNSET


class MessageUnsave(Frame, tag="message.unsave"):
    """Keep a message at hand no longer."""

    message: int
    id: Id = UNSET


class SavedList(Frame, tag="saved.list"):
    """Ask for what you saved, the latest first; `before` the `id` of the last one that you have."""

    before: Number | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=limits.PAGE_MESSAGES)] = limits.NEWEST_MESSAGES
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
    """Whether the person is active at this client, or idle."""

    state: Annotated[str, Meta(pattern="^(active|idle)$")]
    id: Id = UNSET


class PeopleList(Frame, tag="people.list"):
    """Ask for people: of a room, or everyone; `after` a user id of the last page."""

    room: int | UnsetType = UNSET
    after: Number = 0
    limit: Annotated[int, Meta(ge=1, le=limits.PEOPLE_PAGE)] = limits.PEOPLE_PAGE
    id: Id = UNSET


class Heartbeat(Frame, tag="heartbeat"):
    """Say every 25 s that you live; the reply carries the head of every room you follow."""

    id: Id = UNSET


ALL = (
    Hello,
    MessagePost,
    RoomHistory,
    RoomSync,
    RoomRead,
    MessageList,
    ReactionAdd,
    ReactionRemove,
    MessagePin,
    MessageUnpin,
    RoomPins,
    MessageSave,
    MessageUnsave,
    SavedList,
    TypingStart,
    TypingStop,
    PresenceSet,
    PeopleList,
    Heartbeat,
)
TYPES = {frame.__struct_config__.tag: frame for frame in ALL}
ANY = Union[ALL]
