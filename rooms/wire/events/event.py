"""What every event is."""

import msgspec
from msgspec import UnsetType

Maybe = str | UnsetType
_encoder = msgspec.json.Encoder()


class Event(msgspec.Struct, frozen=True, tag_field="type"):
    def encode(self) -> str:
        """The event as one line of JSON: what travels, encoded once for all who hear it."""
        return encoded(self).decode()


def encoded(what) -> bytes:
    """An event, or a part of one, as it travels."""
    return _encoder.encode(what)
