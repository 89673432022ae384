"""Messages out of their rooms' order, and what a person saved."""

from msgspec import UNSET, UnsetType

from .event import Event, Maybe


class MessageList(Event, tag="message.list"):
    """The messages that you asked for by id, as far as there are such and you may read them.

    Those in `rest` found no place in this object: ask for them again.
    """

    messages: list
    rest: list
    id: Maybe = UNSET


class RoomPins(Event, tag="room.pins"):
    """What is pinned in a room, the latest pin first.

    Those in `rest` found no place in this object: ask for them by id.
    """

    room: int
    messages: list
    rest: list
    id: Maybe = UNSET


class MessageSaved(Event, tag="message.saved"):
    """You have saved a message, or no longer. All of your connections hear it, the one that asked
    too, besides the reply to it.
    """

    message: int
    saved: bool
    id: Maybe = UNSET


class SavedChanged(Event, tag="saved.changed"):
    """What you saved was changed, and how was not heard: ask for the list again."""


class SavedPage(Event, tag="saved.page"):
    """What you saved and may read, the latest first; ask again `before` the last one's id while
    there is `more`. `ids` are all messages that you saved, in the first page only.
    """

    saved: list
    more: bool
    ids: list | UnsetType = UNSET
    id: Maybe = UNSET
