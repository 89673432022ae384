"""From one JSON object to a typed frame, or a refusal in a sentence."""

import json
import re

import msgspec
from msgspec import UNSET

from rooms import limits
from rooms.errors import BadField, BadFrame, BadJson, NoMessage, NotFound, Refusal, UnknownType

from .frames import ANY, TYPES, VERSION, Hello

_decoder = msgspec.json.Decoder(ANY)
_FIELD = re.compile(r"(?:`\$\.(\w+)|field `(\w+)`)")


def decode(text):
    """The frame in `text`. Raises a Refusal that knows the id and client_id to answer to."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as fault:
        return _second_look(text, fault)


def check_numbers(frame):
    """Raises NotFound where a room or a message is named by a number that none can have."""
    for name, missing in (("room", NotFound), ("message", NoMessage)):
        number = getattr(frame, name, UNSET)
        if number is not UNSET and not 0 < number < 2**63:
            raise missing()


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
