"""Questions that Django composes once, as that takes up to fifty times what asking one does."""

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, ForeignKey, Lookup, OneToOneField
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

from rooms import turns

# Ids that nobody has: where they stand in a question, it is asked with others each time.
STAND_INS = (-1_000_000_001, -1_000_000_002, -1_000_000_003)
PLACES = {stand_in: place for place, stand_in in enumerate(STAND_INS)}
OF_JSON = "IN (SELECT value FROM json_each(%s))"


class Composed:
    """`make(id, …)` gives a queryset. `rows(id, …)` are its rows as models, with whatever is
    annotated or selected with them, and `tuples(id, …)` the same as the database has them; `more`
    is SQL for the end of it. For `field__among=ids` in it, any number of ids may be given at that
    place.
    """

    def __init__(self, make):
        self._make = make
        self._sql = None

    def rows(self, *ids, more=""):
        found = self.tuples(*ids, more=more)
        database = connections[DEFAULT_DB_ALIAS]
        return [self._read(row, database) for row in turns.taken(found)]

    def tuples(self, *ids, more=""):
        if self._sql is None:
            self._compose()
        given = [one if isinstance(one, int) else self._listed(one) for one in ids]
        params = [value if place is None else given[place] for place, value in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql + more, params)
            return cursor.fetchall()

    def _compose(self):
        count = self._make.__code__.co_argcount
        queryset = self._make(*STAND_INS[:count])
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        self._params = [(PLACES.get(param), param) for param in params]
        found = [expression for expression, _, _ in compiler.select]
        if compiler.klass_info:
            places = compiler.klass_info["select_fields"]
            self._own = slice(places[0], places[-1] + 1)
            self._names = [column.target.attname for column in found[self._own]]
            self._related = get_related_populators(
                compiler.klass_info, compiler.select, queryset.db
            )
            for related in self._related:
                related.remote_setter = _not_back
        self._model, self._extra = queryset.model, compiler.annotation_col_map or {}
        self._listed = _listed(connection)
        self._converters = compiler.get_converters(found)
        self._sql = sql

    def _read(self, row, database):
        """A row as a model, as Django's `ModelIterable` makes it, but bare."""
        values = list(row)
        for place, (converters, expression) in self._converters.items():
            if values[place] is not None:
                for convert in converters:
                    values[place] = convert(values[place], expression, database)
        found = bare(self._model, zip(self._names, values[self._own], strict=True))
        found._state.adding, found._state.db = False, database.alias
        for related in self._related:
            related.populate(values, found)
        for name, place in self._extra.items():
            setattr(found, name, values[place])
        return found


def _not_back(related, row):
    """Two that know each other would stay until garbage is searched for."""


def bare(model, values):
    """An object of this model that holds these values, by name, and nothing else: the signals and
    the questions of `Model.__init__` take longer than all the rest.
    """
    made = model.__new__(model)
    made._state = ModelState()
    held = vars(made)
    held |= values
    return made


@ForeignKey.register_lookup
@OneToOneField.register_lookup
@Field.register_lookup
class Among(Lookup):
    """One of as many as there may be, in a question that reads the same for any number of them. For
    each number that `in` is asked with, a database keeps a statement ready, in each thread: these
    came to megabytes.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        among = "= ANY(%s)" if connection.vendor == "postgresql" else OF_JSON
        return f"{sql} {among}", [*params, self._given(connection)]

    def _given(self, connection):
        if isinstance(self.rhs, int):
            return self.rhs
        prepared = self.lhs.output_field.get_db_prep_value
        given = [prepared(one, connection) for one in self.rhs]
        if not given:
            raise EmptyResultSet
        return _listed(connection)(given)


def _listed(connection):
    return list if connection.vendor == "postgresql" else _as_json


def _as_json(ids):
    return msgspec.json.encode(list(ids)).decode()
