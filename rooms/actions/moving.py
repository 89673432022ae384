"""Every row of one database written into another, of whichever kind."""

from itertools import islice

from django.core.management.color import no_style
from django.db import connections

ROWS_AT_ONCE = 1000


def copy(models, source, target):
    """Have these tables of the `target` hold what those of the `source` hold, and nothing else.
    Part of the transaction that asks for it.
    """
    there = connections[target]
    with there.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {there.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for model in models:
            _fill(model, source, target)
        for statement in there.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _fill(model, source, target):
    rows = model._base_manager.using(source).order_by("pk").iterator(ROWS_AT_ONCE)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        for row in batch:
            # Each database keeps them in its own form: they are made anew as it is written.
            if hasattr(row, "terms"):
                row.terms = None
        model._base_manager.using(target).bulk_create(batch)
