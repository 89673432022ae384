"""What is true: the tables, who may see what, and the rules of one row."""

from . import bounded, catchup, followed, page, unread
from .absence import Absence
from .appearance import Appearance
from .audit import AuditEntry
from .event import RoomEvent
from .membership import Membership, UserSeq
from .mention import Mention
from .message import Message
from .presence import Connection, Lease
from .reaction import Reaction
from .receipt import Receipt
from .room import Group, Room, RoomSeq
from .saved import Saved
from .setup import SetUp
from .sight import NOTHING, Sight, Since
from .user import User
from .version import Version

__all__ = [
    "NOTHING",
    "Absence",
    "Appearance",
    "AuditEntry",
    "Connection",
    "Group",
    "Lease",
    "Membership",
    "Mention",
    "Message",
    "Reaction",
    "Receipt",
    "Room",
    "RoomEvent",
    "RoomSeq",
    "Saved",
    "SetUp",
    "Sight",
    "Since",
    "User",
    "UserSeq",
    "Version",
    "bounded",
    "catchup",
    "followed",
    "page",
    "unread",
]
