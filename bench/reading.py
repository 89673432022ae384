"""How long the database works for a search or a page, in a chat where a million things were said.

`python -m bench.reading` fills a chat of its own, in a folder that goes again or stays where --keep
names one, and asks. With DATABASE_URL it fills that database, which has to be empty.
"""

import argparse
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from . import million

SEARCHES = {
    "a rare word": million.RARE,
    "a common word": "the",
    "a common word, best first": "the",
    "three common words": "the and you",
    "a phrase of common words": '"the and"',
    "common words as nobody said them": '"that have from they"',
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


def statements(ask):
    """What is asked of the database for one question, and what is set for it."""
    from django.db import connection

    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    return [one for one in asked if one[0].lstrip().startswith(("SELECT", "SET"))]


def measured(ask, times):
    """Median and longest, in milliseconds, of the database's own work for one question."""
    from django.db import connection, transaction

    asked, taken = statements(ask), []
    for _ in range(times):
        with transaction.atomic(), connection.cursor() as cursor:
            began = time.perf_counter()
            for sql, params in asked:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
            taken.append((time.perf_counter() - began) * 1000)
    return f"{median(taken):.1f} · {max(taken):.1f}"


def questions(reader):
    from rooms.models import Room
    from rooms.models.page import Readable
    from rooms.search import find

    past = datetime.now(UTC) - timedelta(days=2 * 365)
    for name, text in SEARCHES.items():
        order = find.BEST if "best" in name else find.NEWEST
        text = text.format(past=f"{past:%Y-%m-%d}")
        yield f"search: {name}", lambda text=text, order=order: find.page(reader, text, order=order)
    lobby = Room.objects.lobby()
    long_ago = lobby.messages.count() // million.YEARS
    yield "the newest 50", lambda: Readable(lobby).page(50)
    yield (
        "50 of two years ago",
        lambda: Readable(lobby).page(50, around=long_ago),
    )


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
    reader = million.fill(options.rows)
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
