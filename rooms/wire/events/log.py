"""What stands at the numbers of a room."""

from msgspec import UNSET, UnsetType

from .event import Event, Maybe


class MessagePosted(Event, tag="message.posted"):
    """Somebody said something; `seq` is its number in the room."""

    room: int
    seq: int
    message: dict


class MessageChanged(Event, tag="message.changed"):
    """A message is now as given here, whole. `seq` is the number of the change, its `rev`."""

    room: int
    seq: int
    message: dict


class MemberJoined(Event, tag="member.joined"):
    """A person belongs to the room now; with `by`, somebody else brought them in."""

    room: int
    seq: int
    user: dict
    by: dict | UnsetType = UNSET
    reason: Maybe = UNSET


class MemberLeft(Event, tag="member.left"):
    """A person has left the room; with `by`, somebody else removed them."""

    room: int
    seq: int
    user: dict
    by: dict | UnsetType = UNSET
    reason: Maybe = UNSET


class MemberChanged(Event, tag="member.changed"):
    """A person's role in the room has changed to `role`."""

    room: int
    seq: int
    user: dict
    role: str
    by: dict | UnsetType = UNSET
    reason: Maybe = UNSET


class RoomChanged(Event, tag="room.changed"):
    """The room's name or state was changed. `details` are what they are now."""

    room: int
    seq: int
    details: dict
