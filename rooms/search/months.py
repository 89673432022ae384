"""Between which ids all lies that was said before a moment, or from one on.

Ids go with time as long as clocks do. As a clock may be set back, the newest and the oldest id of
each month are asked for, of which PostgreSQL has an index, and nothing is taken for granted.
"""

from datetime import UTC, timedelta

from django.db import connection

from rooms.models import Message

END = 2**63 - 1
MONTH = "date_trunc('month', sent_at AT TIME ZONE 'UTC')"
UPTO = """
    SELECT coalesce(max((SELECT max(id) FROM rooms_message WHERE <month> = month)), 0)
    FROM generate_series(
        (SELECT min(<month>) FROM rooms_message),
        least(date_trunc('month', %s::timestamp), (SELECT max(<month>) FROM rooms_message)),
        '1 month'
    ) AS month""".replace("<month>", MONTH)
SINCE = """
    SELECT coalesce(min((SELECT min(id) FROM rooms_message WHERE <month> = month)), %s)
    FROM generate_series(
        greatest(date_trunc('month', %s::timestamp), (SELECT min(<month>) FROM rooms_message)),
        (SELECT max(<month>) FROM rooms_message),
        '1 month'
    ) AS month""".replace("<month>", MONTH)


def newest_before(moment):
    """The id of the newest message that was sent before this moment; 0 where there is none."""
    # A moment at which a month begins is none of it.
    upto = _asked(UPTO, _at(moment - timedelta(microseconds=1)))
    rows = Message.objects.filter(pk__lte=upto, sent_at__lt=moment)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def oldest_since(moment):
    """The id of the oldest that was sent at this moment or later; END where there is none."""
    rows = Message.objects.filter(pk__gte=_asked(SINCE, END, _at(moment)), sent_at__gte=moment)
    return rows.order_by("pk").values_list("pk", flat=True).first() or END


def _asked(question, *params):
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return cursor.fetchone()[0]


def _at(moment):
    """As the index has it."""
    return moment.astimezone(UTC).replace(tzinfo=None)
