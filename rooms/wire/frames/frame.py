"""What every frame is, and what its fields can be."""

from typing import Annotated

import msgspec
from msgspec import Meta, UnsetType

from rooms import limits

Id = Annotated[str, Meta(max_length=limits.ID_CHARS)] | UnsetType
UuidText = Annotated[
    str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", max_length=36)
]
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Frame(msgspec.Struct, frozen=True, tag_field="type"):
    pass
