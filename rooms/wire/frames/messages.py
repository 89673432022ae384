"""What is said, and what is done to what was said."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from rooms import limits

from .frame import Frame, Id, Number, UuidText


class MessagePost(Frame, tag="message.post"):
    """Say something in a room, as an answer to the message `reply_to` if you like, or run a command
    there. The reply is an `ack`, or for a command
    that posts nothing a `notice`. Send it again with the same client_id until it is answered.
    `confirm`: it may call many people.
    """

    room: int
    client_id: UuidText
    body: str
    confirm: bool = False
    reply_to: Number | UnsetType = UNSET
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


class MessageSave(Frame, tag="message.save"):
    """Keep a message at hand for yourself; nobody else hears of it."""

    message: int
    id: Id = UNSET


class MessageUnsave(Frame, tag="message.unsave"):
    """Keep a message at hand no longer."""

    message: int
    id: Id = UNSET
