"""How long the database works for a search or a page, in a chat where a million things were said.

`python -m bench.reading` fills a chat of its own, in a folder that goes again or stays where --keep
names one, and asks. With DATABASE_URL it fills that database, which has to be empty.
"""

import argparse
import os
import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

YEARS = 3
BATCH = 5_000
COMMON = "the and you that was for are with his they this have from one had word but not".split()
CHINESE = "我们明天在北京大学见面不要迟到谢谢大家今天的会议改到下午三点请带上电脑和充电器"
RARE = "zyzzyva"
SOME, FEW = 0.2, 0.05
COLUMNS = (
    "id, room_id, seq, rev, kind, author_id, client_id, sent_digest, body, html, sent_at, shared,"
    " delete_reason, answer_state, terms, terms_of"
)
INSERT = f"INSERT INTO rooms_message ({COLUMNS})"
SEARCHES = {
    "a rare word": RARE,
    "a common word": "the",
    "a common word, best first": "the",
    "three common words": "the and you",
    "a phrase of common words": '"the and"',
    "a phrase of rarer words": '"deploy nginx"',
    "a beginning": "zyzz*",
    "a common beginning": "th*",
    "two Chinese characters": "北京",
    "four Chinese characters": "北京大学",
    "a common word in a small room": "the in:corner",
    "a common word of one person": "the from:quiet",
    "a common word of two years ago": "the before:{past}",
    "without a common word": "-the",
    "links of one person": "has:link from:quiet",
}


def said(dice, words, number):
    """Something that somebody says, about as common as words are."""
    if number % 20 == 7:
        start = dice.randrange(len(CHINESE) - 8)
        return CHINESE[start : start + dice.randint(4, 8)]
    line = [dice.choice(COMMON) for _ in range(dice.randint(2, 7))]
    line += [words[int(len(words) * dice.random() ** 3)] for _ in range(dice.randint(3, 10))]
    dice.shuffle(line)
    if number % 997 == 0:
        line += ["deploy", "nginx"]
    if number % 50_000 == 11:
        line.append(RARE)
    return " ".join(line)


def rows(count, rooms, people):
    """The rows of `count` messages, oldest first. A fifth stands where the reader is not."""
    from rooms.models import terms
    from rooms.text.terms import stamp

    dice = random.Random(1)
    words = [
        "".join(dice.choices("abcdefghiklmnoprstu", k=dice.randint(3, 9))) for _ in range(30_000)
    ]
    seqs = dict.fromkeys(rooms.values(), 0)
    step = timedelta(days=365 * YEARS) / count
    sent_at = datetime.now(UTC) - timedelta(days=365 * YEARS)
    for number in range(1, count + 1):
        luck = dice.random()
        where = "elsewhere" if luck < SOME else "corner" if luck > 1 - FEW / 50 else "lobby"
        room, author = rooms[where], people["quiet" if number % 2_000 == 3 else "loud"]
        seqs[room] += 1
        sent_at += step
        body = said(dice, words, number)
        found = terms.placed(terms.of(author, body, ""), room)
        yield [
            *(
                number,
                room,
                seqs[room],
                seqs[room],
                "text",
                author,
                uuid.UUID(int=number),
                b"",
                body,
            ),
            *(f"<p>{body}</p>", sent_at, True, "", "", found, stamp(body)),
        ]


def fill(count):
    """Rooms, people and messages, as fast as the database takes them. Returns the reader."""
    from django.core.management import call_command
    from django.db import connection

    from rooms.actions import groups
    from rooms.models import Room, RoomSeq, User

    call_command("migrate", verbosity=0)
    made = User.objects.filter(username="reader").first()
    if made:
        return made
    reader, loud, quiet = (User.objects.create_user(name) for name in ("reader", "loud", "quiet"))
    rooms = {"lobby": Room.objects.lobby().pk, "elsewhere": groups.create(loud, "Elsewhere").pk}
    rooms["corner"] = groups.create(reader, "Corner").pk
    everything = rows(count, rooms, {"loud": loud.pk, "quiet": quiet.pk})
    # Its own first numbers stand for joining.
    (_copied if connection.vendor == "postgresql" else _inserted)(everything)
    for room in rooms.values():
        last = Room.objects.get(pk=room).messages.count()
        RoomSeq.objects.filter(room=room).update(last_seq=last)
    return reader


def _inserted(everything):
    from django.db import connection, transaction

    from rooms.search import index

    # Made in one go at the end, the index is the same.
    with connection.cursor() as cursor:
        for name in index.SQLITE:
            cursor.execute(f"DROP TRIGGER {name}")
    places = ", ".join(["%s"] * len(COLUMNS.split(",")))
    while some := list(islice(everything, BATCH)):
        kept = [[*row[:6], row[6].hex, *row[7:14], " ".join(row[14]), row[15]] for row in some]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(f"{INSERT} VALUES ({places})", kept)
    index.ensure()


def _copied(everything):
    from django.db import connection

    from rooms.models import terms
    from rooms.search import index

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS rooms_search")
        with cursor.copy(f"COPY rooms_message ({COLUMNS}) FROM STDIN") as copy:
            for row in everything:
                copy.write_row([*row[:14], terms.vector(row[14]), row[15]])
    index.ensure()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('rooms_message', 'id'), max(id))"
            " FROM rooms_message"
        )
        cursor.execute("VACUUM ANALYZE rooms_message")


def statements(ask):
    """What is asked of the database for one question."""
    from django.db import connection

    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    return [one for one in asked if one[0].startswith("SELECT")]


def measured(ask, times):
    """Median and longest, in milliseconds, of the database's own work for one question."""
    from django.db import connection, transaction

    asked, taken = statements(ask), []
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for _ in range(times):
            began = time.perf_counter()
            for sql, params in asked:
                cursor.execute(sql, params)
                cursor.fetchall()
            taken.append((time.perf_counter() - began) * 1000)
    return f"{median(taken):.1f} · {max(taken):.1f}"


def questions(reader):
    from rooms.models import Message, Room
    from rooms.search import find

    past = datetime.now(UTC) - timedelta(days=2 * 365)
    for name, text in SEARCHES.items():
        order = find.BEST if "best" in name else find.NEWEST
        text = text.format(past=f"{past:%Y-%m-%d}")
        yield f"search: {name}", lambda text=text, order=order: find.page(reader, text, order=order)
    lobby = Room.objects.lobby()
    readable = Message.objects.readable_by(reader)
    long_ago = readable.filter(room=lobby).count() // YEARS
    yield "the newest 50", lambda: readable.page(lobby, limit=50)
    yield "50 of two years ago", lambda: readable.page(lobby, around=long_ago, limit=50)


def sizes():
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_table_size('rooms_message'), pg_indexes_size('rooms_message'),"
                " pg_relation_size('rooms_search'), (SELECT sum(pg_column_size(terms))"
                " FROM rooms_message)"
            )
            table, indexes, index, column = cursor.fetchone()
            return {
                "table": table,
                "its other indexes": indexes - index,
                "terms": column,
                "search": index,
            }
        cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'rooms_message'")
        (table,) = cursor.fetchone()
        cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'rooms_search%%'")
        (index,) = cursor.fetchone()
        cursor.execute("SELECT sum(length(terms)) FROM rooms_message")
        return {"table": table, "terms": cursor.fetchone()[0], "search": index}


def main(options):
    import django

    django.setup()
    from django.db import connection

    began = time.perf_counter()
    reader = fill(options.rows)
    taken = time.perf_counter() - began
    print(f"{options.rows:,} messages in {connection.vendor}, filled in {taken:.0f} s")
    print("\n| | median · longest ms |\n|---|---|")
    for name, ask in questions(reader):
        ask()
        print(f"| {name} | {measured(ask, options.times)} |", flush=True)
    told = (f"{name} {size / 2**20:,.0f} MiB" for name, size in sizes().items())
    print("\n" + ", ".join(told))


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m bench.reading", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many messages there are")
    parser.add_argument("--times", type=int, default=50, help="how often each question is asked")
    parser.add_argument("--keep", help="a folder for the chat, filled before or now")
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
    with TemporaryDirectory(prefix="chat-bench-") as folder:
        os.environ["DATA_DIR"] = str(Path(chosen.keep or folder).absolute())
        main(chosen)
