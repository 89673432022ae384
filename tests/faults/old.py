"""Rows as older versions of the chat left them, written by that version's own models."""

import json
import uuid
from hashlib import sha256
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from rooms.actions import indexing
from rooms.models import Message
from rooms.text import terms

MESSAGES = 1000
WORDS = "vor nach über unter zwischen 你好世界 🎉 getUserName O'Brien \\ % \" naïve".split()


def fill():
    """People, a group and a whisper, and what was said there; every tenth number is an event."""
    models = _models()
    people = [_person(models["User"], name) for name in ("ada", "bob")]
    for room in _rooms(models, people):
        posts = [_message(models["Message"], room, people, seq) for seq in range(1, MESSAGES + 1)]
        models["Message"].objects.bulk_create([post for post in posts if post.seq % 10])
        models["RoomEvent"].objects.bulk_create(
            models["RoomEvent"](room=room, seq=seq, kind="joined", user=people[0])
            for seq in range(10, MESSAGES + 1, 10)
        )
        models["RoomSeq"].objects.filter(room=room).update(last_seq=MESSAGES)


def upgraded():
    """Bring the tables up to date, and return what is said there if searches find it."""
    call_command("migrate", verbosity=0)
    if indexing.lacking().count() == Message.objects.count():
        call_command("rebuild_search", stdout=StringIO())
    call_command("check_search", stdout=StringIO())
    return said()


def said():
    """What stands in the database by now: a digest, and how many messages it is of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, room_id, seq, rev, author_id, body, html FROM rooms_message ORDER BY id"
        )
        rows = cursor.fetchall()
    return [sha256(json.dumps(rows).encode()).hexdigest(), len(rows)]


def _models():
    loader = MigrationLoader(connection)
    apps = loader.project_state(list(loader.applied_migrations)).apps
    return {model.__name__: model for model in apps.get_app_config("rooms").get_models()}


def _person(model, name):
    return model.objects.create(username=name, username_key=name, password="!")


def _rooms(models, people):
    made = {"name": "Chess", "name_key": "chess", "kind": "group"}
    group = models["Room"].objects.create(**made)
    whisper = models["Room"].objects.create(kind="whisper", people_key="1-2")
    for room in (group, whisper):
        models["RoomSeq"].objects.create(room=room, epoch=uuid.uuid4().hex[:12])
        for person in people:
            models["Membership"].objects.create(room=room, user=person, role="member")
    return [models["Room"].objects.get(kind="lobby"), group, whisper]


def _message(model, room, people, seq):
    body = f"{seq} {WORDS[seq % len(WORDS)]} {WORDS[seq % 7]}"
    more = {}
    if hasattr(model, "terms"):
        more = {"terms": terms.of(body), "terms_of": terms.stamp(body)}
    return model(
        room=room,
        seq=seq,
        rev=seq,
        author=people[seq % 2],
        client_id=uuid.uuid4(),
        sent_digest=sha256(body.encode()).digest(),
        body=body,
        html=f"<p>{body}</p>",
        **more,
    )
