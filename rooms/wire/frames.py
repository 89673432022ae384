"""What a client may say: one JSON object, decoded into a typed frame or refused in a sentence."""

import json
import re
from typing import Annotated, Union
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rooms import limits
from rooms.errors import BadField, BadFrame, BadJson, Refusal, UnknownType

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
    """Say something in a room, or run a command there. The reply is an `ack`, or for a command
    that posts nothing a `notice`. Send it again with the same client_id until it is answered.
    """

    room: int
    client_id: UuidText
    body: str
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
    """Ask for people: of a room, or everyone; `after` a user id of the last page; `named` so."""

    room: int | UnsetType = UNSET
    named: Annotated[str, Meta(max_length=limits.DISPLAY_NAME_CHARS, pattern=r"^[^\x00]*$")] = ""
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
    TypingStart,
    TypingStop,
    PresenceSet,
    PeopleList,
    Heartbeat,
)
TYPES = {frame.__struct_config__.tag: frame for frame in ALL}
ANY = Union[ALL]
_decoder = msgspec.json.Decoder(ANY)
_FIELD = re.compile(r"(?:`\$\.(\w+)|field `(\w+)`)")


def decode(text):
    """The frame in `text`. Raises a Refusal that knows the id and client_id to answer to."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as fault:
        return _second_look(text, fault)


def may_be_there(frame):
    """Whether the room that it names, if it names one, has a number that rooms can have."""
    room = getattr(frame, "room", UNSET)
    return room is UNSET or 0 < room < 2**63


def _second_look(text, fault):
    # The slow path, for odd frames alone: the standard library reads what msgspec won't, lone
    # surrogates above all, so that the sender hears which line was meant.
    try:
        said = json.loads(text, parse_constant=_no_constant, parse_int=_number)
    except (ValueError, RecursionError):
        raise BadJson() from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise BadFrame()
    if said["type"] == "hello" and isinstance(said.get("v"), int) and said["v"] != VERSION:
        # Of another version nothing else is known.
        return Hello(v=said["v"])
    try:
        return _without_junk(said, fault)
    except Refusal as refusal:
        refusal.id = _echo(said.get("id"))
        refusal.client_id = _echo(said.get("client_id"))
        raise


def _without_junk(said, fault):
    """The frame in what was said, whatever stands in fields that it does not know."""
    frame = TYPES.get(said["type"])
    if frame is None:
        raise UnknownType()
    if isinstance(fault, msgspec.ValidationError):
        raise _bad_field(fault)
    known = {name: said[name] for name in frame.__struct_fields__ if name in said}
    for name, value in known.items():
        if not _can_be_shown(value):
            raise BadField("This text has characters that can't be shown.", field=name)
    try:
        return msgspec.convert(known | {"type": said["type"]}, ANY)
    except msgspec.ValidationError as fault:
        raise _bad_field(fault) from None


def _bad_field(fault):
    found = _FIELD.search(str(fault))
    field = (found[1] or found[2]) if found else None
    return BadField(f"The field {field} is missing or not as it must be.", field=field)


def _can_be_shown(value):
    try:
        return bool(json.dumps(value, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False


def _no_constant(name):
    raise ValueError(f"{name} is no JSON")


def _number(digits):
    # No id and no seq is so long; to read such a number takes long.
    return int(digits[:30])


def _echo(value):
    fits = isinstance(value, str) and len(value) <= limits.ID_CHARS and _can_be_shown(value)
    return value if fits else None
