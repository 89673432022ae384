"""What is asked of rooms: their past, how far it was read, what is kept of it."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from rooms import limits

from .frame import Frame, Id, Number


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


class RoomPins(Frame, tag="room.pins"):
    """Ask for what is pinned in a room."""

    room: int
    id: Id = UNSET


class SavedList(Frame, tag="saved.list"):
    """Ask for what you saved, the latest first; `before` the `id` of the last one that you have."""

    before: Number | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=limits.PAGE_MESSAGES)] = limits.NEWEST_MESSAGES
    id: Id = UNSET


class NotifySet(Frame, tag="notify.set"):
    """Of what you want to be told while you look elsewhere: in a `room`, up to a `level`; and
    wherever one of your `keywords` is said.
    """

    room: int | UnsetType = UNSET
    level: str | UnsetType = UNSET
    keywords: list[str] | UnsetType = UNSET
    id: Id = UNSET


class Search(Frame, tag="search"):
    """Look for words in all that you may read. `q` is as people type it, operators and all; `order`
    is `newest` or `best`; `before` is the `next` of the last page.
    """

    q: str
    order: str = "newest"
    before: Annotated[str, Meta(max_length=limits.ID_CHARS)] = ""
    limit: Annotated[int, Meta(ge=1, le=limits.SEARCH_HITS)] = limits.SEARCH_PAGE
    zone: Annotated[str, Meta(max_length=limits.ID_CHARS)] = ""
    typing: bool = False
    id: Id = UNSET
