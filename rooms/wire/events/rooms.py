"""Which rooms a person follows, what is in them, and how far they were read."""

from msgspec import UNSET

from .event import Event, Maybe


class RoomAdded(Event, tag="room.added"):
    """You follow this room from now on. Everything above its `head` comes as events."""

    room: dict


class RoomRemoved(Event, tag="room.removed"):
    """You no longer follow this room: nothing of it comes any more; drop your copy."""

    room: int


class RoomPage(Event, tag="room.page"):
    """A piece of a room's history, ascending by seq.

    `found_oldest` and `found_newest` tell that nothing lies beyond that end.
    """

    room: int
    messages: list
    found_oldest: bool
    found_newest: bool
    head: int
    id: Maybe = UNSET


class RoomSync(Event, tag="room.sync"):
    """What a resuming client lacks of a room, up to number `upto`.

    `messages`: each changed after the client's number, once, ascending by rev. `events`: the
    numbers that are not about a message; from your joining on, where newcomers see nothing of
    the past. `reset`: throw your copy away first. `more`: another frame of the same answer follows.
    """

    room: int
    epoch: str
    reset: bool
    upto: int
    messages: list
    events: list
    more: bool
    id: Maybe = UNSET


class NotifyChanged(Event, tag="notify.changed"):
    """Of what you want to be told now: the level of each of your rooms, and your keywords.

    All of your connections hear it. Nothing else is done with it here: it is for clients.
    """

    levels: dict
    keywords: list
    id: Maybe = UNSET


class MessageVersions(Event, tag="message.versions"):
    """What the words of a message were, from the first to those that stand now, and who wrote them
    when. `more`: another frame of the same answer follows.
    """

    message: int
    versions: list
    more: bool
    id: Maybe = UNSET


class RoomMarked(Event, tag="room.marked"):
    """You have read a room up to number `read`. Above that, and up to number `head`, `unread`
    messages of others stand, `mentions` of which speak to you.
    """

    room: int
    read: int
    unread: int
    mentions: int
    head: int
    id: Maybe = UNSET
