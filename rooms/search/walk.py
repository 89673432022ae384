"""PostgreSQL's way to the newest that are found: along what was said, or from its index for words.

That index knows no order: all that has the words is gathered before the first is seen. So what is
common is found along an index that is in order, from the newest down, and what is rare in it.
"""

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.datastructures import BaseTable

from rooms import limits
from rooms.models import Message

from . import days, months


def newest(search, below, most):
    """The newest of those below that a `find.Search` finds, as [(id,)]."""
    span = below & _time(search.meant.time)
    if search.matching is None:
        return first(search.found.filter(span), most)
    found = {place for path in search.meant.paths for place in _along(search, span & path, most)}
    return sorted(found, reverse=True)[:most]


def first(found, most):
    """The newest of what is found, as [(id,)]."""
    return list(found.order_by("-pk").values_list("pk")[:most])


def _time(time):
    """Between which ids all lies that was said in this time."""
    span = Q()
    if time.upto != days.LAST:
        span &= Q(pk__lte=months.newest_before(time.upto))
    if time.since != days.FIRST:
        span &= Q(pk__gte=months.oldest_since(time.since))
    return span


def _along(search, span, most):
    rows = Message.objects.filter(span).order_by("-pk")
    for steps in limits.NEAR_MESSAGES:
        found = first(_instead(search.found, rows[:steps]), most)
        if len(found) == most or not rows[steps : steps + 1].exists():
            return found
        if not found:
            break
    return first(_all(search, span), most)


def _all(search, span):
    """Those with the words, if they are few, else all from the newest down."""
    found = search.found.filter(span)
    matching = Message.objects.filter(span, terms__match=search.matching).order_by()
    few = [pk for (pk,) in matching.values_list("pk")[: limits.FEW_MATCHES + 1]]
    if len(few) > limits.FEW_MATCHES:
        return found
    return found.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [few]))


def _instead(question, rows):
    """The same question, of these rows instead of the whole table."""
    question = question.all()
    alias = question.query.get_initial_alias()
    question.query.alias_map[alias] = Rows(rows, alias)
    return question


class Rows(BaseTable):
    """Rows in the place of their table: PostgreSQL takes them one by one in their order, and stops
    where enough are found. Bounds of ids it would take for a reason to look everywhere.
    """

    def __init__(self, rows, alias):
        super().__init__(rows.model._meta.db_table, alias)
        self.rows = rows

    def as_sql(self, compiler, connection):
        sql, params = self.rows.query.get_compiler(connection=connection).as_sql()
        return f"({sql}) {compiler.quote_name_unless_alias(self.table_alias)}", params
