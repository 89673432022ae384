"""What begins a connection, and shows that it lives."""

import msgspec
from msgspec import UNSET

from .frame import Frame, Id
from .people import State


class Resume(msgspec.Struct, frozen=True):
    """How far a client's copy of a room goes, and of which epoch it is. Whatever no room can
    have stands for a copy that is of no use.
    """

    epoch: str
    after: int


class Hello(Frame, tag="hello"):
    """The first frame of every connection. `resume` maps room ids to what the client holds; `state`
    is whether the person is active at this client.
    """

    v: int
    resume: dict[str, Resume] = {}
    state: State = "active"
    id: Id = UNSET


class Heartbeat(Frame, tag="heartbeat"):
    """Say every 25 s that you live; the reply carries the head of every room you follow."""

    id: Id = UNSET
