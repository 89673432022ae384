"""What the database knows of lines that people want to say, asked for all of them at once."""

from typing import NamedTuple

import msgspec
from django.db import connection

# By hand, as no queryset says it: asked for these rooms, these people and these ids each by itself,
# the database would look for each of the one with each of the others.
LINES = {
    "sqlite": """
        (SELECT key AS place, json_extract(value, '$[0]') AS room,
        json_extract(value, '$[1]') AS author, json_extract(value, '$[2]') AS client_id
        FROM json_each(%s)) AS line""",
    "postgresql": """
        unnest(%s::bigint[], %s::bigint[], %s::uuid[])
        WITH ORDINALITY AS line (room, author, client_id, place)""",
}
QUESTION = """
    SELECT room.id, room.kind, room.name, room.private, room.closed_at, room.history,
    room.people_key, member.id, said.id, said.seq, said.sent_digest
    FROM {lines}
    LEFT JOIN rooms_room AS room ON room.id = line.room
    LEFT JOIN rooms_membership AS member
    ON member.room_id = line.room AND member.user_id = line.author
    LEFT JOIN rooms_message AS said
    ON said.room_id = line.room AND said.author_id = line.author AND said.client_id = line.client_id
    ORDER BY line.place"""


class Standing(NamedTuple):
    """The room that a line is for, whether its author is a `member`, and the message that it
    became before. What is not there is None.
    """

    room_id: int
    kind: str
    name: str
    private: bool
    closed_at: object
    history: str
    people_key: str
    member: int
    message_id: int
    seq: int
    digest: bytes


def of(keys):
    """The Standing of each line, in their order: (room's id, author's id, client_id) of each."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(QUESTION.format(lines=LINES[vendor]), _GIVEN[vendor](keys))
        return list(map(Standing._make, cursor.fetchall()))


def _as_lists(keys):
    return list(map(list, zip(*keys, strict=True)))


def _as_json(keys):
    lines = [(room, author, client_id.hex) for room, author, client_id in keys]
    return [msgspec.json.encode(lines).decode()]


_GIVEN = {"sqlite": _as_json, "postgresql": _as_lists}
