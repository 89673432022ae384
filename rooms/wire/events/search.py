"""What was found."""

from msgspec import UNSET

from .event import Event, Maybe


class SearchPage(Event, tag="search.page"):
    """What was found, in the order that was asked for. `explained` are sentences about what in
    the search could not be meant, or means something else than it seems.

    Each hit is `{"message": message, "snippet": […]}`. The snippet is plain text in pieces, every
    second of which is what was looked for: before, found, between, found, after. It shows people
    under their present usernames, as `body` does. With `next` there is more.
    """

    hits: list
    explained: list
    next: Maybe = UNSET
    id: Maybe = UNSET
