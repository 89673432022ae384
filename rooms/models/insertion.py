"""Inserting by a statement that is composed once: Django's own composes it anew each time, value by
value, which takes longer than the database does.
"""

from functools import partial
from itertools import chain
from operator import itemgetter

from django.db import DEFAULT_DB_ALIAS, connections

from .composed import bare

AS_THEY_ARE = {"BigIntegerField", "BooleanField", "ForeignKey", "PositiveSmallIntegerField"}
TEXTS = {"CharField", "TextField"}
# Most of what is inserted together has the same time, or none.
ALIKE = {"DateTimeField"}
# Where the database sets no limit of its own.
MOST_PARAMS = 65_535


class Insertion:
    """Of rows of one model, whose id the database gives."""

    def __init__(self, model):
        self._model = model
        self._preparations = self._defaults = None

    def new(self, **values):
        """An object to be inserted, bare. What is not said is as the model has it at first, but for
        what that makes anew for each.
        """
        if self._defaults is None:
            fields = self._model._meta.concrete_fields
            self._defaults = {field.attname: field.get_default() for field in fields}
        return bare(self._model, self._defaults | values)

    def insert(self, rows):
        """Insert these objects, and give them their ids, in their order. What they hold is kept as
        it is: nothing is made while it is saved.
        """
        database = connections[DEFAULT_DB_ALIAS]
        self._preparations = self._preparations or self._composed(database)
        at_once = (database.features.max_query_params or MOST_PARAMS) // len(self._preparations)
        for start in range(0, len(rows), at_once):
            self._insert(rows[start : start + at_once], database)

    def _insert(self, rows, database):
        columns = zip(*map(self._values, map(vars, rows)), strict=True)
        prepared = [
            prepare(column, database) if prepare else column
            for prepare, column in zip(self._preparations, columns, strict=True)
        ]
        params = list(chain.from_iterable(zip(*prepared, strict=True)))
        with database.cursor() as cursor:
            cursor.execute(self._sql.format(", ".join([self._row] * len(rows))), params)
            ids = cursor.fetchall()
        for row, (pk,) in zip(rows, ids, strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, database.alias

    def _composed(self, database):
        meta, quoted = self._model._meta, database.ops.quote_name
        fields = [field for field in meta.local_concrete_fields if not field.primary_key]
        names = ", ".join(quoted(field.column) for field in fields)
        self._values = itemgetter(*(field.attname for field in fields))
        self._row = f"({', '.join(['%s'] * len(fields))})"
        into = f"INSERT INTO {quoted(meta.db_table)} ({names})"
        self._sql = f"{into} VALUES {{}} RETURNING {quoted(meta.pk.column)}"
        return [_preparation(field) for field in fields]


def _preparation(field):
    """What makes values of this field such for the database; None if they are as they are."""
    kind = field.get_internal_type()
    if kind in AS_THEY_ARE:
        return None
    if kind in TEXTS:
        return _texts
    return partial(_each_once if kind in ALIKE else _each, field.get_db_prep_save)


def _texts(values, database):
    return [None if value is None else str(value) for value in values]


def _each(prepare, values, database):
    return [prepare(value, database) for value in values]


def _each_once(prepare, values, database):
    made = {value: prepare(value, database) for value in set(values)}
    return map(made.__getitem__, values)
