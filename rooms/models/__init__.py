"""What is true: the tables, who may see what, and the rules of one row."""

from .appearance import Appearance
from .audit import AuditEntry
from .event import RoomEvent
from .membership import Membership, UserSeq
from .message import Message
from .presence import Connection, Lease
from .receipt import Receipt
from .room import Group, Room, RoomSeq
from .setup import SetUp
from .user import User

__all__ = [
    "Appearance",
    "AuditEntry",
    "Connection",
    "Group",
    "Lease",
    "Membership",
    "Message",
    "Receipt",
    "Room",
    "RoomEvent",
    "RoomSeq",
    "SetUp",
    "User",
    "UserSeq",
]
