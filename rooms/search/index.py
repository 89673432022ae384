"""The index over the terms of all messages, which the database keeps by itself.

Whatever writes a row, the triggers see it: they carry terms into the index, and empty the terms of
words that were changed without them. A migration that makes a table anew drops its triggers, so
they are made again after every migration, and `manage.py check --database default` looks at them.
"""

from django.db import DatabaseError, connections, transaction

from . import months

TABLE = "rooms_message"
IN_ORDER = ("messages_of_a_month", "messages_of_a_room")
# Left to itself FTS5 merges what it has put by 64 pages and more at a time, for which lines waited
# up to 30 ms. 32 pages for as many messages is as much in all.
SQLITE = {
    "rooms_search_insert": """
        AFTER INSERT ON rooms_message WHEN new.terms IS NOT NULL BEGIN
            INSERT INTO rooms_search (rowid, terms) VALUES (new.id, new.terms);
        END""",
    "rooms_search_delete": """
        AFTER DELETE ON rooms_message WHEN old.terms IS NOT NULL BEGIN
            INSERT INTO rooms_search (rooms_search, rowid, terms)
            VALUES ('delete', old.id, old.terms);
        END""",
    "rooms_search_update": """
        AFTER UPDATE OF id, terms ON rooms_message
        WHEN old.terms IS NOT new.terms OR old.id <> new.id BEGIN
            INSERT INTO rooms_search (rooms_search, rowid, terms)
            SELECT 'delete', old.id, old.terms WHERE old.terms IS NOT NULL;
            INSERT INTO rooms_search (rowid, terms)
            SELECT new.id, new.terms WHERE new.terms IS NOT NULL;
        END""",
    "rooms_search_forget": """
        AFTER UPDATE OF body, room_id, author_id, sent_at ON rooms_message
        WHEN old.terms_of IS new.terms_of AND old.terms IS new.terms AND new.terms IS NOT NULL AND (
            old.body <> new.body OR old.room_id <> new.room_id OR old.author_id <> new.author_id
            OR old.sent_at <> new.sent_at
        ) BEGIN
            UPDATE rooms_message SET terms = NULL, terms_of = NULL WHERE id = new.id;
        END""",
    "rooms_search_merge": """
        AFTER INSERT ON rooms_message WHEN new.id % 32 = 0 BEGIN
            INSERT INTO rooms_search (rooms_search, rank) VALUES ('merge', 32);
        END""",
}
# Terms hold nothing but words, so that no sign but a space parts them. Lengths are for an order
# that is not asked for here, and cost a row for each message. Beginnings of two and three letters
# have lists of their own: without, all words that begin so are joined before the first is found.
SQLITE_TABLE = """
    CREATE VIRTUAL TABLE rooms_search USING fts5
    (terms, content='rooms_message', content_rowid='id', columnsize=0, tokenize='ascii',
    prefix='2 3')"""
POSTGRESQL = (
    "CREATE INDEX IF NOT EXISTS rooms_search ON rooms_message USING gin (terms)",
    # In order, where that holds none: what was said in a month, and in a room.
    f"CREATE INDEX IF NOT EXISTS messages_of_a_month ON rooms_message ({months.MONTH}, id)",
    "CREATE INDEX IF NOT EXISTS messages_of_a_room ON rooms_message (room_id, id)",
    """CREATE OR REPLACE FUNCTION rooms_search_forget() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.terms = NULL; NEW.terms_of = NULL; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER rooms_search_forget
    BEFORE UPDATE OF body, room_id, author_id, sent_at ON rooms_message FOR EACH ROW
    WHEN (OLD.terms_of IS NOT DISTINCT FROM NEW.terms_of AND (
        OLD.body <> NEW.body OR OLD.room_id <> NEW.room_id OR OLD.author_id <> NEW.author_id
        OR OLD.sent_at <> NEW.sent_at
    )) EXECUTE FUNCTION rooms_search_forget()""",
)
ALL = {
    "sqlite": {"rooms_search", *SQLITE},
    "postgresql": {"rooms_search", "rooms_search_forget", *IN_ORDER},
}


def ensure(using="default", **_):
    """Make what is missing of the index, after any migration; the index itself too, if the
    triggers that keep it were gone, or of an older version. All of it or nothing: triggers that
    are there say that the index is right.
    """
    connection = connections[using]
    gone = missing(connection)
    if not gone or not has_terms(connection):
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in POSTGRESQL:
                cursor.execute(statement)
            return
        if "rooms_search" in gone:
            cursor.execute(SQLITE_TABLE)
        cursor.execute("INSERT INTO rooms_search (rooms_search, rank) VALUES ('automerge', 0)")
        for name in gone - {"rooms_search"}:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(_trigger(name))
        if gone != {"rooms_search_merge"}:
            refill(connection)


def missing(connection):
    """The names of those parts of the index that are not there, or of another version."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('rooms_message')"
                " UNION SELECT indexname FROM pg_indexes WHERE tablename = 'rooms_message'"
                " AND schemaname = ANY (current_schemas(false))"
            )
            there = {name for (name,) in cursor.fetchall()}
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE name LIKE 'rooms\\_search%' ESCAPE '\\'"
            )
            texts = dict(cursor.fetchall())
            there = {name for name in texts if name not in SQLITE or texts[name] == _trigger(name)}
    return ALL[connection.vendor] - there


def _trigger(name):
    return f"CREATE TRIGGER {name} {SQLITE[name]}"


def refill(connection):
    """Make SQLite's index anew from the terms that stand beside the messages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO rooms_search (rooms_search) VALUES ('rebuild')")


def differs(connection):
    """Whether SQLite's index holds anything else than the terms beside the messages."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "INSERT INTO rooms_search (rooms_search, rank) VALUES ('integrity-check', 1)"
            )
        except DatabaseError:
            return True
    return False


def drop(connection):
    """Take the index away, before the terms go."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS rooms_search_forget ON rooms_message")
            cursor.execute("DROP FUNCTION IF EXISTS rooms_search_forget")
            cursor.execute(f"DROP INDEX IF EXISTS {', '.join(['rooms_search', *IN_ORDER])}")
            return
        for name in SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS rooms_search")


def has_terms(connection):
    """Not yet, where only some of the migrations were run."""
    # In one question: beside another `migrate`, Django's own two may not fit together.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s)", [TABLE]
            )
        else:
            cursor.execute("SELECT name FROM pragma_table_info(%s)", [TABLE])
        return ("terms",) in cursor.fetchall()
