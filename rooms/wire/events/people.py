"""Who is here, how they appear, and what they do just now."""

from msgspec import UNSET

from .event import Event, Maybe


class PeopleChanged(Event, tag="people.changed"):
    """Who came and went since the last such event; at most one a second.

    With more than 500 people here the lists are empty and only `here`, their count, is told.
    `changed` are those who went idle or came back to it, or whose status changed or ended.
    """

    arrived: list
    left: list
    changed: list
    here: int


class PeoplePage(Event, tag="people.page"):
    """People, ascending by id; ask again `after` the last one's while there are `more`.

    Each has `here`: whether they are here now. With a room asked for, its members only.
    """

    people: list
    here: int
    more: bool
    id: Maybe = UNSET


class Appearance(Event, tag="appearance"):
    """How you appear to others now: you have changed it, at this client or another."""

    status: dict | None
    invisible: bool
    typing: bool
    id: Maybe = UNSET


class Typing(Event, tag="typing"):
    """Somebody is writing in the room. Forget it after 6 s or when their message comes."""

    room: int
    user: dict


class TypingStopped(Event, tag="typing.stopped"):
    """Somebody of whom `typing` was told no longer writes in the room."""

    room: int
    user: dict


class AnswerGrew(Event, tag="answer.grew"):
    """The assistant wrote on. `at` is the length, in characters, before `text` was added.

    A client whose copy is not `at` long has missed a piece and asks for the message.
    """

    room: int
    message: int
    at: int
    text: str
