"""Facts told to clients. The docstring of each is its entry in docs/protocol.md."""

from msgspec import UNSET

from .connection import SIGN_OF_LIFE, Ack, Bye, Error, Heartbeat, Notice, Welcome, refused
from .event import Event, encoded
from .kept import MessageList, MessageSaved, RoomPins, SavedChanged, SavedPage
from .log import (
    MemberChanged,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessagePosted,
    RoomChanged,
)
from .people import (
    AnswerGrew,
    Appearance,
    PeopleChanged,
    PeoplePage,
    Typing,
    TypingStopped,
)
from .rooms import (
    MessageVersions,
    NotifyChanged,
    RoomAdded,
    RoomMarked,
    RoomPage,
    RoomRemoved,
    RoomSync,
)
from .search import SearchPage

__all__ = [
    "SIGN_OF_LIFE",
    "UNSET",
    "Ack",
    "AnswerGrew",
    "Appearance",
    "Bye",
    "Error",
    "Event",
    "Heartbeat",
    "MemberChanged",
    "MemberJoined",
    "MemberLeft",
    "MessageChanged",
    "MessageList",
    "MessagePosted",
    "MessageSaved",
    "MessageVersions",
    "Notice",
    "NotifyChanged",
    "PeopleChanged",
    "PeoplePage",
    "RoomAdded",
    "RoomChanged",
    "RoomMarked",
    "RoomPage",
    "RoomPins",
    "RoomRemoved",
    "RoomSync",
    "SavedChanged",
    "SavedPage",
    "SearchPage",
    "Typing",
    "TypingStopped",
    "Welcome",
    "encoded",
    "refused",
]
