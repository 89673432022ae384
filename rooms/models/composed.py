"""Questions that Django composes once, as that takes up to fifty times what asking one does."""

import json
from uuid import UUID

from django.db import connection
from django.db.models import Field, ForeignKey, Lookup, OneToOneField

# Ids that nobody has: where they stand in a question, it is asked with others each time.
STAND_INS = (-1_000_000_001, -1_000_000_002, -1_000_000_003)
OF_JSON = "IN (SELECT value FROM json_each(%s))"


class Composed:
    """`make(id, …)` gives a queryset. `rows(id, …)` are its rows as models, with whatever is
    annotated, and `tuples(id, …)` the same as the database has them. For `field__among=ids` in it,
    any number of ids may be given at that place.
    """

    def __init__(self, make):
        self._make = make
        self._made = None

    def rows(self, *ids):
        model, sql, params = self._filled(ids)
        return list(model.objects.raw(sql, params))

    def tuples(self, *ids, more=""):
        """`more` is SQL for its end."""
        _, sql, params = self._filled(ids)
        with connection.cursor() as cursor:
            cursor.execute(sql + more, params)
            return cursor.fetchall()

    def _filled(self, ids):
        if self._made is None:
            count = self._make.__code__.co_argcount
            queryset = self._make(*STAND_INS[:count])
            self._made = queryset.model, *queryset.query.sql_with_params()
        model, sql, params = self._made
        meant = dict(zip(STAND_INS, map(_one_or_many, ids), strict=False))
        return model, sql, [meant.get(param, param) for param in params]


@ForeignKey.register_lookup
@OneToOneField.register_lookup
@Field.register_lookup
class Among(Lookup):
    """One of as many ids as there may be, in a question that is the same for any number of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        field, params = self.process_lhs(compiler, connection)
        among = "= ANY(%s)" if connection.vendor == "postgresql" else OF_JSON
        return f"{field} {among}", [*params, self.rhs]


def _one_or_many(ids):
    if isinstance(ids, int):
        return ids
    if connection.vendor == "postgresql":
        return list(ids)
    return json.dumps([one.hex if isinstance(one, UUID) else one for one in ids])
