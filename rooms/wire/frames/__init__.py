"""What a client may say. The docstring of each is its entry in docs/protocol.md."""

from functools import reduce
from operator import or_

from .connection import Heartbeat, Hello
from .messages import (
    MessageDelete,
    MessageEdit,
    MessageList,
    MessagePin,
    MessagePost,
    MessageRestore,
    MessageSave,
    MessageUnpin,
    MessageUnsave,
    MessageVersions,
    ReactionAdd,
    ReactionRemove,
)
from .people import AppearanceSet, PeopleList, PresenceSet, TypingStart, TypingStop
from .rooms import NotifySet, RoomHistory, RoomPins, RoomRead, RoomSync, SavedList, Search

VERSION = 1
ALL = (
    Hello,
    Heartbeat,
    MessagePost,
    MessageEdit,
    MessageDelete,
    MessageRestore,
    MessageVersions,
    MessageList,
    ReactionAdd,
    ReactionRemove,
    MessagePin,
    MessageUnpin,
    MessageSave,
    MessageUnsave,
    RoomHistory,
    RoomSync,
    RoomRead,
    RoomPins,
    SavedList,
    Search,
    NotifySet,
    TypingStart,
    TypingStop,
    PresenceSet,
    AppearanceSet,
    PeopleList,
)
TYPES = {frame.__struct_config__.tag: frame for frame in ALL}
ANY = reduce(or_, ALL)
