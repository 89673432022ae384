"""What is between a client and the server alone."""

from msgspec import UNSET, UnsetType

from .event import Event, Maybe


class Welcome(Event, tag="welcome"):
    """The answer to `hello`: who you are, which rooms you follow, who is here.

    Each number above a room's `head` is told from now on, once and in order. `heartbeat` is the
    interval in seconds; `people` are at most 200 of the `here` who are here; `keywords` are your
    own.
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
    keywords: list
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


# What is heard before the `welcome`, where that takes a while.
SIGN_OF_LIFE = Heartbeat({}).encode()


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
