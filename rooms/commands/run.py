"""Running a typed line, once however often it is sent."""

from django.db import DatabaseError, IntegrityError

from rooms.actions import receipts
from rooms.errors import Refusal, Retry

from . import registry


def is_command(body):
    return body.startswith("/") and not body.startswith("//")


def bucket(body):
    """Which of the person's token buckets a typed line takes from."""
    words = body[1:].casefold().split(maxsplit=2)
    return "join" if words[:2] in (["group", "join"], ["group", "create"]) else "command"


def run(call):
    """The Answer to the caller alone, or the Posted message. Raises a Refusal."""
    command, rest = registry.find(call.body)
    arguments = command.bind(rest)
    if not command.writes:
        _must_be_there(call)
        return _answer(command.run(call, **arguments))
    try:
        return _decided(call, command, arguments)
    except DatabaseError:
        raise Retry("The chat could not do this yet. It will be tried again.") from None


def _decided(call, command, arguments):
    try:
        return _once(call, command, arguments)
    except (IntegrityError, Refusal):
        # If another connection ran the same line meanwhile, that is what stood in the way, and
        # its receipt is there now. Anything else stands in the way again.
        return _once(call, command, arguments)


def _once(call, command, arguments):
    with receipts.once(call.user, call.client_id, call.body) as receipt:
        if receipt.reply is not None:
            return registry.Answer(receipt.reply["text"], duplicate=True)
        _must_be_there(call)
        answer = _answer(command.run(call, **arguments))
        receipt.reply = {"text": answer.text}
    return answer


def _must_be_there(call):
    """Raises NotFound for a room that they may not know of, as for one that does not exist."""
    return call.room


def _answer(said):
    return registry.Answer(said) if isinstance(said, str) else said
