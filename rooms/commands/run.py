"""Running a typed line, once however often it is sent."""

import re
import unicodedata

from django.db import DataError, IntegrityError
from django.db import Error as DatabaseFault

from rooms.actions import receipts
from rooms.actions.messages import Posted
from rooms.errors import BadField, NotFound, Refusal, Unanswered, not_saved

from . import registry

ALMOST_A_WHISPER = re.compile(r"\s*/\s*whisper\b", re.IGNORECASE)

LOOKING_THROUGH = {("search",), ("catchup",)}
COMING_IN = {("group", verb) for verb in ("create", "create-private", "join", "invite")}


def is_command(body):
    return body.startswith("/") and not body.startswith("//")


def must_not_leak(body):
    """Raises BadField for a whisper that only a stray sign keeps from being one: it is not meant
    for the whole room.
    """
    beginning = body[:80]
    if not beginning.isascii():
        seen = "".join(sign for sign in beginning if unicodedata.category(sign) != "Cf")
        beginning = unicodedata.normalize("NFKC", seen)
    if not body.startswith("/") and ALMOST_A_WHISPER.match(beginning):
        raise BadField(
            "This was not sent, as it looks like a whisper. /whisper has to stand at the very"
            " beginning; //whisper says it as text.",
            field="body",
        )


def bucket(body):
    """Which of the person's token buckets a typed line takes from."""
    words = tuple(body[1:].casefold().split(maxsplit=2)[:2])
    if words[:1] in LOOKING_THROUGH:
        return "search"
    return "join" if words in COMING_IN else "command"


def asks(body):
    """Whether a typed line changes nothing: such as are not known don't either."""
    try:
        command, _ = registry.find(body)
    except NotFound:
        return True
    return command.asks


def run(call):
    """The Answer to the caller alone, or the Posted message. Raises a Refusal."""
    try:
        return _run(call)
    except DataError:
        raise BadField("The chat can't keep this. Please try other words.", field="body") from None
    except DatabaseFault as fault:
        raise not_saved(fault) from None


def _run(call):
    command, rest = registry.find(call.body)
    arguments = command.bind(rest)
    if command.speaks:
        # Whoever keeps the line judges, after it was looked for among those kept before.
        return command.run(call, **arguments)
    if command.asks:
        return registry.Answer(_looked_up(call, command, arguments))
    try:
        return _once(call, command, arguments)
    except (IntegrityError, Refusal):
        # If another connection ran the same line meanwhile, that is what stood in the way, and
        # its receipt is there now. Anything else stands in the way again.
        return _once(call, command, arguments)


def _looked_up(call, command, arguments):
    """What a question is answered with. Whatever is in its way is final: it would be asked again
    and again, and what was typed later would wait for it.
    """
    try:
        _must_be_there(call)
        return command.run(call, **arguments)
    except DataError:
        raise
    except DatabaseFault:
        raise Unanswered() from None
    except Refusal as refusal:
        if refusal.final:
            raise
        raise Unanswered(refusal.text) from None


def _once(call, command, arguments):
    with receipts.once(call.user, call.client_id, call.body) as receipt:
        if receipt.reply is not None:
            return _said_again(receipt.reply)
        _must_be_there(call)
        said = command.run(call, **arguments)
        answer = registry.Answer(said) if isinstance(said, str) else said
        receipt.reply = _as_kept(answer)
    return answer


def _as_kept(answer):
    if isinstance(answer, Posted):
        return {"room": answer.room_id, "seq": answer.seq, "message": answer.message_id}
    return {"text": answer.text}


def _said_again(reply):
    if "text" in reply:
        return registry.Answer(reply["text"], duplicate=True)
    return Posted(reply["room"], reply["seq"], reply["message"], duplicate=True)


def _must_be_there(call):
    """Raises NotFound for a room that they may not know of, as for one that does not exist."""
    return call.room
