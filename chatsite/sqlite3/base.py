"""Django's SQLite, but each statement is put into SQLite's own style once: to do so each time takes
as long as SQLite takes for a short question.
"""

from functools import lru_cache

from django.db.backends.sqlite3 import base

STATEMENTS = 1_000


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if param_names is None:
            return _converted(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)


@lru_cache(STATEMENTS)
def _converted(query):
    return base.SQLiteCursorWrapper.convert_query(None, query)
