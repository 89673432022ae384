"""Facts told to clients. The docstring of each is its entry in docs/protocol.md."""

import msgspec
from msgspec import UNSET, UnsetType

Maybe = str | UnsetType
_encoder = msgspec.json.Encoder()


class Event(msgspec.Struct, frozen=True, tag_field="type"):
    def encode(self) -> str:
        """The event as one line of JSON: what travels, encoded once for all who hear it."""
        return encoded(self).decode()


def encoded(what) -> bytes:
    """An event, or a part of one, as it travels."""
    return _encoder.encode(what)


class Welcome(Event, tag="welcome"):
    """The answer to `hello`: who you are, which rooms you follow, who is here.

    Each number above a room's `head` is told from now on, once and in order. `heartbeat` is the
    interval in seconds; `people` are at most 200 of the `here` who are here.
    """

    v: int
    connection: str
    server: str
    me: dict
    heartbeat: int
    limits: dict
    rooms: list
    people: list
    here: int
    appearance: dict
    id: Maybe = UNSET


class Ack(Event, tag="ack"):
    """What you sent is kept: it has this `seq`, and `message` is its id.

    `duplicate` tells that it was kept before, when it was sent for the first time.
    """

    room: int
    seq: int
    message: int
    id: Maybe = UNSET
    client_id: Maybe = UNSET
    duplicate: bool | UnsetType = UNSET


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
    """A person belongs to the room now."""

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
    """The room was renamed, closed or reopened. `details` are its present name and state."""

    room: int
    seq: int
    details: dict


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
    numbers that are not about a message. `reset`: throw your copy away first. `more`: another
    frame of the same answer follows.
    """

    room: int
    epoch: str
    reset: bool
    upto: int
    messages: list
    events: list
    more: bool
    id: Maybe = UNSET


class AnswerGrew(Event, tag="answer.grew"):
    """The assistant wrote on. `at` is the length, in characters, before `text` was added.

    A client whose copy is not `at` long has missed a piece and asks for the message.
    """

    room: int
    message: int
    at: int
    text: str


class Notice(Event, tag="notice"):
    """A private reply to you alone, as plain text."""

    text: str
    id: Maybe = UNSET
    client_id: Maybe = UNSET
    room: int | UnsetType = UNSET
    duplicate: bool | UnsetType = UNSET


class Error(Event, tag="error"):
    """What you asked was not done, and why. If it is not `final`, try again with the same
    client_id, not sooner than in `retry_ms` milliseconds.
    """

    code: str
    text: str
    final: bool
    id: Maybe = UNSET
    client_id: Maybe = UNSET
    retry_ms: int | UnsetType = UNSET
    field: Maybe = UNSET


class Heartbeat(Event, tag="heartbeat"):
    """The newest number of each room that you follow: the answer to your heartbeat, or a question
    whether you are still there.
    """

    heads: dict
    id: Maybe = UNSET


class Bye(Event, tag="bye"):
    """This connection ends now with close code `code`.

    With `reconnect`, come back after `after_ms` milliseconds.
    """

    code: int
    reconnect: bool
    after_ms: int


def refused(refusal, id=UNSET, client_id=UNSET):
    """The error event for a `Refusal`."""
    return Error(
        code=refusal.code,
        text=refusal.text,
        final=refusal.final,
        id=id,
        client_id=client_id,
        retry_ms=UNSET if refusal.retry_ms is None else refusal.retry_ms,
        field=UNSET if refusal.field is None else refusal.field,
    )
