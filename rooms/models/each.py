"""Changing rows one by one, by a statement that reads the same for any number of them. Django's own
`bulk_create` and `bulk_update` have another wording for each number, and for each value that is
nothing. A database keeps each of them ready, in each thread: these came to megabytes.
"""

from django.db import connection


def add(rows):
    """Insert these objects of one model; a row that has one's key already stays as it is. They are
    not told the ids that the database gives.
    """
    if rows:
        meta = rows[0]._meta
        fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
        places = ", ".join(["%s"] * len(fields))
        into = f"INTO {_quoted(meta.db_table)} ({_listed(fields, '{}')}) VALUES ({places})"
        _run(f"INSERT {into} ON CONFLICT DO NOTHING", rows, fields)


def save(rows, *names):
    """Save the fields of these names, of these objects of one model."""
    if rows:
        meta = rows[0]._meta
        fields = [meta.get_field(name) for name in names]
        changes, which = _listed(fields, "{} = %s"), _listed([meta.pk], "{} = %s")
        words = "UPDATE", _quoted(meta.db_table), "SET", changes, "WHERE", which
        _run(" ".join(words), rows, [*fields, meta.pk])


def _run(sql, rows, fields):
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _listed(fields, words):
    return ", ".join(words.format(_quoted(field.column)) for field in fields)


def _quoted(name):
    return connection.ops.quote_name(name)
