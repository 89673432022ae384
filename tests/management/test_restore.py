import json
import os
import resource
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from websockets.exceptions import ConnectionClosed

from ..tab import Tab
from .lost_end import EITHER, LOST, MENDED

BODIES = "list(Message.objects.order_by('pk').values_list('body', flat=True))"
EPOCHS = "dict(RoomSeq.objects.values_list('room', 'epoch'))"
NOW = "from rooms.models import User; from django.utils import timezone"
DO = "from rooms.models import *; "
ONE_TIME = (
    DO
    + """
from datetime import timedelta
from django.utils import timezone
User.objects.update(one_time_until=timezone.now() + timedelta(hours=1))
"""
)
USABLE = "User.objects.filter(one_time_until__gt=timezone.now()).count()"
CHANGED = DO + "Message.objects.update(body='never said', terms_of=1)"
HOLE = DO + "RoomSeq.objects.update(last_seq=2)"
ON_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))
on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="DATABASE_URL names no PostgreSQL")


@pytest.fixture
def do(chat):
    """Have the chat's own Python do something behind everybody's back."""
    return chat.run


@pytest.fixture
def backed_up(chat, tmp_path):
    """A backup of the chat."""
    chat.manage("backup", tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def with_manifest(file, change):
    """The same backup with another manifest."""
    with ZipFile(file) as whole:
        held = {name: whole.read(name) for name in whole.namelist()}
    held["manifest.json"] = json.dumps(change(json.loads(held["manifest.json"])))
    with ZipFile(file, "w") as whole:
        for name, content in held.items():
            whole.writestr(name, content)
    return file


@contextmanager
def files_of_at_most(size):
    """Nobody writes a longer file meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def manifest(file):
    with ZipFile(file) as whole:
        return json.loads(whole.read("manifest.json"))


async def test_who_holds_more_than_the_backup_throws_it_away(chat, backed_up, do):
    chat.start()
    async with Tab(chat, chat.key) as tab:
        room = tab.welcome["rooms"][0]
        last = [await tab.acked(f"since then {n}") for n in range(3)][-1]
    chat.stop()
    do(ONE_TIME)
    chat.manage("backup", backed_up.parent / "newer.zip")
    chat.manage("restore", backed_up.parent / "newer.zip", "--replace")
    assert chat.told(USABLE, NOW) == 0
    chat.manage("restore", backed_up, "--replace")

    assert chat.told(BODIES) == ["before"]
    held = {str(room["id"]): {"epoch": room["epoch"], "after": last}}
    chat.start()
    async with chat.socket(chat.key) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd.code == 4401
    async with Tab(chat, chat.sign_in("bob"), resume=held) as tab:
        sync = await tab.hear("room.sync")
        assert sync["reset"]
        assert [message["body"] for message in sync["messages"]] == ["before"]
        assert await tab.acked("now") == sync["upto"] + 1


def test_beside_a_server_and_over_people_it_does_nothing(chat, backed_up, do):
    do(DO + "Message.objects.update(body='later')")
    assert "1 people and 1 messages" in chat.refusal("restore", backed_up)

    chat.start()
    assert "Stop all of its servers" in chat.refusal("restore", backed_up, "--replace")
    chat.stop()
    assert chat.told(BODIES) == ["later"]


def test_what_is_not_a_backup_of_this_kind_of_chat_is_said(chat, backed_up):
    def refusal(**changed):
        with_manifest(backed_up, lambda manifest: manifest | changed)
        return chat.refusal("restore", backed_up, "--replace")

    held, epochs = manifest(backed_up), chat.told(EPOCHS)
    assert "newer version" in refusal(migrated=[*held["migrated"], "rooms.9999_later"])
    assert "newer version" in refusal(migrated=held["migrated"], format=2)
    assert "another kind of database" in refusal(format=1, database="mysql")
    assert "is damaged" in refusal(database=held["database"], rooms=None)
    assert "can't be read" in chat.refusal("restore", backed_up.parent / "none.zip")
    assert (chat.told(EPOCHS), chat.told(BODIES)) == (epochs, ["before"])


def test_flipped_bytes_are_found_wherever_they_are(chat, backed_up):
    whole = backed_up.read_bytes()
    for place in (100, len(whole) // 2, len(whole) - 300):
        flipped = bytes(byte ^ 0xFF for byte in whole[place : place + 16])
        backed_up.write_bytes(whole[:place] + flipped + whole[place + 16 :])
        assert "is damaged" in chat.refusal("restore", backed_up, "--verify")


def test_changed_words_are_found_and_restore_nothing(chat, backed_up, do):
    was, epochs = manifest(backed_up), chat.told(EPOCHS)
    do(CHANGED)
    chat.manage("backup", backed_up.parent / "changed.zip")
    other = with_manifest(backed_up.parent / "changed.zip", lambda _: was)

    assert "Room 1 has as many messages" in chat.refusal("restore", other, "--verify")
    assert "nothing was changed" in chat.refusal("restore", other, "--replace")
    assert (chat.told(EPOCHS), chat.told(BODIES)) == (epochs, ["never said"])
    chat.manage("restore", backed_up, "--replace")
    assert chat.told(BODIES) == ["before"]
    assert chat.told(EPOCHS).keys() == epochs.keys()
    assert chat.told(EPOCHS) != epochs


def test_a_hole_in_the_log_is_found(chat, do, tmp_path):
    do(HOLE)
    chat.manage("backup", tmp_path / "a.zip")

    assert "1 numbers, and its counter stands at 2" in chat.refusal(
        "restore", tmp_path / "a.zip", "--verify"
    )


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL has its own room")
def test_without_room_nothing_is_changed(chat, backed_up, do):
    do(CHANGED)
    with ZipFile(backed_up) as whole:
        size = whole.getinfo("chat.sqlite3").file_size
    # The backup can be taken out, and what becomes of it in the database's log is longer.
    with files_of_at_most(size):
        assert "nothing was changed" in chat.refusal("restore", backed_up, "--replace")

    assert chat.told(BODIES) == ["never said"]
    chat.manage("restore", backed_up, "--replace")
    assert chat.told(BODIES) == ["before"]


@on_postgresql
def test_an_end_that_nobody_confirmed_is_told_as_such(chat, do):
    backup = Path(chat.environment["DATA_DIR"], "backup.zip")
    do(LOST)
    chat.manage("backup", backup)
    do(MENDED)

    assert EITHER in chat.refusal("restore", backup, "--replace")
    assert chat.told(BODIES) == ["before"]


@on_postgresql
def test_a_database_that_something_else_lives_in_is_left_alone(chat, backed_up, do):
    do("from django.db import connection as c; c.cursor().execute('CREATE TABLE shop (id int)')")

    assert "something else: shop" in chat.refusal("restore", backed_up, "--replace")
