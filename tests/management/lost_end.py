"""A PostgreSQL that goes away whenever the numbers of rooms are committed."""

_GOES_AWAY = """
CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER go_away AFTER UPDATE ON rooms_roomseq
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION go_away();
"""
_SCRIPT = "from django.db import connection; connection.cursor().execute({!r})"
LOST = _SCRIPT.format(_GOES_AWAY)
MENDED = _SCRIPT.format("DROP FUNCTION go_away CASCADE")
EITHER = "either everything is in place, or nothing was changed"
