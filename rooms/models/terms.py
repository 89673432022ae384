"""Under which terms a message is found: a column beside its words, written together with them.

`terms_of` is a stamp of the words that the terms were made of. Where words are changed behind the
model's back, triggers empty both (`rooms/search/index.py`), and the terms are made anew.
"""

from datetime import UTC
from functools import lru_cache

from django.db import models

from rooms.text import terms
from rooms.text.mentions import people_in

ROOM, AUTHOR, CALLED, YEAR, MONTH, LINK, CODE = (
    terms.GAP + kind for kind in ("r", "a", "p", "y", "m", "link", "code")
)
# What is older or newer counts to the first or the last of these years.
YEARS = range(1990, 2151)
POSITIONS = 255
LAST_POSITION = 16_383


class Terms(models.Field):
    """Terms in their order: for SQLite a text, for PostgreSQL a tsvector."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        if not isinstance(value, list):
            return value
        return vector(value) if connection.vendor == "postgresql" else " ".join(value)

    def pre_save(self, message, add):
        if add and message.terms is None:
            message.find_terms()
        return message.terms


class Found(models.Model):
    """What makes a message be found by its words."""

    terms = Terms(null=True, editable=False)
    terms_of = models.BigIntegerField(null=True, editable=False)
    _found_in = None

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **more):
        if update_fields is None or "body" in update_fields:
            if self._found_in != self._what_counts():
                self.find_terms()
            self._found_in = None
        if update_fields is not None and "body" in update_fields:
            update_fields = {*update_fields, "terms", "terms_of"}
        super().save(*args, update_fields=update_fields, **more)

    def find_terms(self, found=None):
        """Make the terms anew from the words, the room and the author: of those `found` in these
        very words before any lock was taken, where they were.
        """
        found = of(self.author_id, self.body, self.html) if found is None else found
        self.terms = placed(found, self.room_id, self.sent_at)
        self.terms_of = terms.stamp(self.body)
        self._found_in = self._what_counts()

    def has_its_terms(self):
        """Whether terms were made of these very words."""
        return self.terms_of == terms.stamp(self.body)

    def _what_counts(self):
        return self.body, self.html, self.author_id, self.room_id, self.sent_at


def of(author_id, body, html):
    """The terms of a message: those of its words, then what else it is found by but its place."""
    found = terms.of(body)
    found.append(f"{AUTHOR}{author_id}")
    found += [f"{CALLED}{pk}" for pk in sorted(people_in(html))]
    if "<a " in html:
        found.append(LINK)
    if "<code" in html:
        found.append(CODE)
    return found


def placed(found, room_id, sent_at):
    """The terms of a message that was sent to this room at this time."""
    return [*found, f"{ROOM}{room_id}", *_when(sent_at)]


# Lines that are kept together were sent at one time.
@lru_cache(1)
def _when(sent_at):
    sent_at = sent_at.astimezone(UTC)
    return _year(sent_at.year), _month(sent_at.year, sent_at.month)


def between(first, after):
    """Terms of which every message has one that was sent from the `first` moment on and before the
    moment `after`; some of earlier or later in the same months have one too.
    """
    first, last = first.astimezone(UTC), after.astimezone(UTC)
    for year in range(_within(first.year), _within(last.year) + 1):
        begins = first.month if year == first.year else 1
        ends = last.month if year == last.year else 12
        if (begins, ends) == (1, 12) or year not in YEARS[1:-1]:
            yield _year(year)
        else:
            yield from (_month(year, month) for month in range(begins, ends + 1))


def _year(year):
    return f"{YEAR}{_within(year)}"


def _within(year):
    return min(max(year, YEARS[0]), YEARS[-1])


def _month(year, month):
    return f"{MONTH}{year}{month:02}"


def vector(found):
    """The terms as PostgreSQL reads a tsvector: each with the positions at which it stands."""
    positions = {}
    for position, term in enumerate(found, 1):
        positions.setdefault(term, []).append(min(position, LAST_POSITION))
    return " ".join(f"'{term}':{_listed(at)}" for term, at in positions.items())


def _listed(positions):
    return ",".join(map(str, positions[:POSITIONS]))


class Entry(models.Model):
    """A message's entry in SQLite's index, which triggers keep. `index` stands for all of it."""

    message = models.BigIntegerField(primary_key=True, db_column="rowid")
    index = models.TextField(db_column="rooms_search")

    class Meta:
        managed = False
        db_table = "rooms_search"

    def __str__(self):
        return f"entry of message {self.pk}"


@models.TextField.register_lookup
@Terms.register_lookup
class Match(models.Lookup):
    """`match=` a query in the database's own language, as `rooms/search/match.py` writes it."""

    lookup_name = "match"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, self.rhs]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs]
