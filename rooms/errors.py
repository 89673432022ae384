"""What the chat says when it can't do something: a code for programs, a sentence for people."""

AGAIN_MS = 500
DEACTIVATED = "This account has been deactivated. Please ask an operator."


class Refusal(Exception):
    """Nothing was changed. `text` says what happened and what the person can do.

    A `final` refusal stands; any other may be tried again with the same client_id,
    not sooner than `retry_ms` milliseconds from now where that is given.
    """

    code = "forbidden"
    final = True
    text = "This can't be done."
    retry_ms = id = client_id = None

    def __init__(self, text="", *, field=None, retry_ms=None):
        super().__init__(text or self.text)
        self.text = text or self.text
        self.field = field
        self.retry_ms = self.retry_ms if retry_ms is None else retry_ms


class BadJson(Refusal):
    code = "bad_json"
    text = "That was not JSON."


class BadFrame(Refusal):
    code = "bad_frame"
    text = "That frame is not of the form that the protocol describes."


class TooLarge(Refusal):
    code = "too_large"
    text = "That is too long."


class BadField(Refusal):
    code = "bad_field"


class UnknownType(Refusal):
    code = "unknown_type"
    text = "This server does not know that kind of frame."


class NotFound(Refusal):
    code = "not_found"
    text = "There is no such place, or you are not in it."


class NoMessage(NotFound):
    """For a message that is not there and for one that may not be read: nobody learns which."""

    text = "There is no such message, or you can't read it."


class Forbidden(Refusal):
    code = "forbidden"


class ReadOnly(Refusal):
    code = "read_only"
    text = "This group is closed: it can be read, but nobody can write in it any more."


class IdReused(Refusal):
    code = "id_reused"
    text = "This line was sent before with other words. Please send it again as a new line."


class RateLimited(Refusal):
    code = "rate_limited"
    final = False
    text = "That was a little fast. It will be sent again in a moment."


class Busy(Refusal):
    code = "busy"
    final = False
    retry_ms = AGAIN_MS
    text = "The chat is very busy. It will be sent again in a moment."


class Unavailable(Refusal):
    code = "unavailable"
    final = False
    retry_ms = AGAIN_MS
    text = "The chat can't save anything at the moment. Your line is kept and will be sent again."


class Unanswered(Refusal):
    code = "unanswered"
    text = "The chat can't do this at the moment. Please try again in a moment."


class Retry(Refusal):
    code = "retry"
    final = False
    retry_ms = AGAIN_MS
    text = "This has to wait for an earlier line of yours. It will be sent again."


# By which SQLite and PostgreSQL tell, in any language, that the disk has no room.
FULL = {"SQLITE_FULL", "53100"}


def not_saved(fault):
    """The Refusal of a line that the database did not take, for this fault."""
    told = fault.__cause__
    code = getattr(told, "sqlstate", None) or getattr(told, "sqlite_errorname", None)
    if code in FULL:
        return Unavailable()
    return Retry("The chat could not save this yet. It will be sent again.")
