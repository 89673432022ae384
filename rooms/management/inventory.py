"""What a database holds, in a form that can be kept and compared: what was migrated, of each table
how many rows and a digest of them, and of each room how far it goes and a digest of what was said.

Old databases are read by their own models, those of the migrations that they have. A digest is of
values and not of how a database keeps them, so it is the same on SQLite and on PostgreSQL.
"""

from hashlib import sha256
from itertools import groupby
from operator import itemgetter

import msgspec
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, Exists, Max, Min, OuterRef

# With what the names of all tables of the chat begin.
OURS = ("rooms_", "auth_", "django_")
# Who is here and who is signed in: of now, and in no backup.
FLEETING = frozenset({"rooms_lease", "rooms_connection", "django_session"})
MESSAGES, COUNTERS = "rooms_message", "rooms_roomseq"
# What is made of a message's words, in another form by each database.
MADE_ANEW = {"terms", "terms_of"}
ROWS_AT_ONCE = 2000

_encoder = msgspec.json.Encoder(order="sorted")


def of(connection, but=FLEETING):
    """The inventory of a database, as what JSON can hold; `but` names tables that don't count."""
    apps, migrated = _as_migrated(connection)
    tables, rooms, heads = {}, {}, {}
    for model in kept(apps, but):
        rows = _rows(model, connection)
        if model._meta.db_table == MESSAGES:
            rooms = _said(rows)
        else:
            tables[model._meta.db_table] = _digest(_values(rows.order_by("pk"), _fields(model)))
        if model._meta.db_table == COUNTERS:
            heads = dict(rows.values_list("room", "last_seq"))
    rooms = {str(room): [*rooms.get(room, (0, "")), heads[room]] for room in sorted(heads)}
    return {"migrated": migrated, "tables": tables, "rooms": rooms}


def kept(apps, but=FLEETING):
    """The models whose tables hold what is kept."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: model for model in models if _has_table(model)}
    return [tables[name] for name in sorted(tables.keys() - but)]


def differences(was, now):
    """In sentences, how a database differs from its inventory."""
    if was["migrated"] != now["migrated"]:
        yield "Other migrations were run."
    yield from _compared(was["tables"], now["tables"], "The table {}", "rows")
    yield from _compared(was["rooms"], now["rooms"], "Room {}", "messages")


def holes(connection):
    """In sentences, where the numbers of a room are not each there once, up to its counter."""
    apps, _ = _as_migrated(connection)
    message, event, counter = (
        _rows(apps.get_model("rooms", name), connection)
        for name in ("Message", "RoomEvent", "RoomSeq")
    )
    numbers = {"n": Count("pk"), "least": Min("seq"), "most": Max("seq")}
    said = {row["room"]: row for row in message.values("room").annotate(**numbers).order_by()}
    done = {row["room"]: row for row in event.values("room").annotate(**numbers).order_by()}
    same = message.filter(Exists(event.filter(room=OuterRef("room"), seq=OuterRef("seq"))))
    twice = dict(same.values_list("room").annotate(Count("pk")).order_by())
    for room, first, last in counter.values_list("room", "min_seq", "last_seq"):
        found = [rows[room] for rows in (said, done) if room in rows]
        count = sum(row["n"] for row in found)
        is_dense = count == last - first + 1 and room not in twice
        if found and is_dense:
            least, most = min(r["least"] for r in found), max(r["most"] for r in found)
            is_dense = (least, most) == (first, last)
        if not is_dense:
            yield f"Room {room} has {count} numbers, and its counter stands at {last}."


def strangers(connection):
    """The names of tables that are not the chat's."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return [name for name in tables if not name.startswith(OURS)]


def messages(inventory):
    """How many messages an inventory tells of."""
    return sum(count for count, *_ in inventory["rooms"].values())


def unknown(inventory, connection):
    """The migrations of an inventory that this version of the chat does not have."""
    known = MigrationLoader(connection).disk_migrations
    return [name for name in inventory["migrated"] if tuple(name.split(".", 1)) not in known]


def _as_migrated(connection):
    loader = MigrationLoader(connection)
    ours = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    return loader.project_state(ours).apps, sorted(map(".".join, ours))


def _has_table(model):
    return model._meta.managed and not model._meta.proxy


def _rows(model, connection):
    return model._base_manager.using(connection.alias)


def _fields(model):
    return [field.attname for field in model._meta.concrete_fields if field.name not in MADE_ANEW]


def _said(rows):
    """{room: [how many messages, their digest]}"""
    values = _values(rows.order_by("room_id", "seq"), ["room_id", *_fields(rows.model)])
    return {room: _digest(found) for room, found in groupby(values, itemgetter(0))}


def _values(rows, fields):
    return rows.values_list(*fields).iterator(ROWS_AT_ONCE)


def _digest(rows):
    digest, count = sha256(), 0
    for row in rows:
        digest.update(_encoder.encode(row))
        count += 1
    return [count, digest.hexdigest()]


def _compared(was, now, what, rows):
    for name in sorted(was.keys() | now.keys()):
        named = what.format(name)
        before, after = was.get(name), now.get(name)
        if before is None or after is None:
            yield f"{named} {'is not there' if after is None else 'is there too'}."
        elif before[0] != after[0]:
            yield f"{named} has {after[0]} {rows} instead of {before[0]}."
        elif before != after:
            yield f"{named} has as many {rows} as it had, but not the same."
