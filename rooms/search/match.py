"""Words and what they are found beside, as the two databases' own languages for their indexes.

Terms have no signs that mean anything there (`rooms/text/terms.py`), so nothing needs escaping.
"""

from django.db import connection


def language():
    """How this chat's database is asked: an object that joins terms into one question."""
    return PostgreSQL if connection.vendor == "postgresql" else SQLite


class SQLite:
    """As FTS5 reads it."""

    @staticmethod
    def words(ways):
        return SQLite.any(
            f'"{" ".join(terms)}"{" *" if is_open else ""}' for terms, is_open in ways
        )

    @staticmethod
    def term(term):
        return f'"{term}"'

    @staticmethod
    def any(parts):
        return f"({' OR '.join(parts)})"

    @staticmethod
    def all(wanted, unwanted):
        """What has all of these and none of those; None where nothing is wanted."""
        if not wanted:
            return None
        found = " AND ".join(wanted)
        return f"({found}) NOT {SQLite.any(unwanted)}" if unwanted else found


class PostgreSQL:
    """As a tsquery is written."""

    @staticmethod
    def words(ways):
        return PostgreSQL.any(
            " <-> ".join([*(f"'{term}'" for term in terms[:-1]), _last(terms[-1], is_open)])
            for terms, is_open in ways
        )

    @staticmethod
    def term(term):
        return f"'{term}'"

    @staticmethod
    def any(parts):
        return f"({' | '.join(parts)})"

    @staticmethod
    def all(wanted, unwanted):
        if not wanted:
            return None
        return " & ".join([*wanted, *(f"!{one}" for one in unwanted)])


def _last(term, is_open):
    return f"'{term}':*" if is_open else f"'{term}'"
