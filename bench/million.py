"""A chat in which very much was said, made as fast as the database takes it."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from itertools import islice

YEARS = 3
BATCH = 5_000
COMMON = "the and you that was for are with his they this have from one had word but not".split()
CHINESE = "我们明天在北京大学见面不要迟到谢谢大家今天的会议改到下午三点请带上电脑和充电器"
RARE = "zyzzyva"
SOME, FEW = 0.2, 0.05
COLUMNS = (
    "id, room_id, seq, rev, kind, author_id, client_id, sent_digest, body, html, sent_at, shared,"
    " delete_reason, answer_state, terms, terms_of, html_version"
)
INSERT = f"INSERT INTO rooms_message ({COLUMNS})"


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
    from rooms.text import markdown
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
        found = terms.placed(terms.of(author, body, ""), room, sent_at)
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
            *(f"<p>{body}</p>", sent_at, True, "", "", found, stamp(body), markdown.VERSION),
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
        kept = [[*row[:6], row[6].hex, *row[7:14], " ".join(row[14]), *row[15:]] for row in some]
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
                copy.write_row([*row[:14], terms.vector(row[14]), *row[15:]])
    index.ensure()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('rooms_message', 'id'), max(id))"
            " FROM rooms_message"
        )
        cursor.execute("VACUUM ANALYZE rooms_message")
