import asyncio
import os
import stat
from zipfile import ZipFile

import pytest

from ..tab import Tab

LOBBY = "list(Room.objects.lobby().messages.order_by('seq').values_list('seq', 'body'))"


async def test_beside_a_client_that_writes_it_holds_all_that_was_acknowledged_before(
    chat, elsewhere, tmp_path
):
    file = tmp_path / "a.zip"
    chat.start()
    async with Tab(chat, chat.key) as tab:
        acked = [await tab.acked(f"early {n}") for n in range(20)]
        backup = asyncio.create_task(asyncio.to_thread(chat.manage, "backup", file))
        while not backup.done():
            await tab.acked("meanwhile")
        await backup
        after = await tab.acked("after")

    assert "It is whole" in await asyncio.to_thread(chat.manage, "restore", file, "--verify")
    await asyncio.to_thread(elsewhere.manage, "restore", file)
    kept = await asyncio.to_thread(elsewhere.told, LOBBY)
    said = await asyncio.to_thread(chat.told, LOBBY)
    assert kept == said[: len(kept)]
    assert acked[-1] <= kept[-1][0] < after


def test_it_is_one_file_for_its_owner_alone_without_who_is_signed_in(chat, tmp_path):
    said = chat.manage("backup", "--verify")

    [file] = tmp_path.glob("backups/*")
    assert str(file) in said
    assert "It is whole" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    key = (tmp_path / "secret_key").read_text().strip()
    with ZipFile(file) as whole:
        held = b"".join(map(whole.read, whole.namelist()))
    assert b"ada" in held
    assert not [secret for secret in (chat.key, key) if secret.encode() in held]


def test_all_but_the_newest_are_deleted_where_that_is_asked(chat, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    others = ["chat-2020-01-01-000000.zip", "chat-2021-01-01-000000.zip", "mine.zip"]
    for name in others:
        (folder / name).touch()

    chat.manage("backup", folder, "--keep", "2")
    left = {path.name for path in folder.iterdir()}
    assert len(left) == 3
    assert left > {"chat-2021-01-01-000000.zip", "mine.zip"}
    assert "--keep" in chat.refusal("backup", tmp_path / "one.zip", "--keep", "2")


def test_what_is_there_is_left_and_a_place_that_can_not_be_written_is_said(chat, tmp_path):
    (tmp_path / "a.zip").write_text("mine")

    assert "is there already" in chat.refusal("backup", tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_text() == "mine"
    assert "No backup could be written" in chat.refusal("backup", "/proc/a.zip")


def test_where_there_is_no_chat_there_is_no_backup(elsewhere, tmp_path):
    assert "There is no chat" in elsewhere.refusal("backup", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="DATABASE_URL names no PostgreSQL")
def test_without_the_tools_of_postgresql_it_says_what_is_needed(chat, tmp_path):
    chat.environment["PATH"] = str(tmp_path)
    assert "sudo apt install postgresql-client" in chat.refusal("backup", tmp_path / "a.zip")

    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    old.chmod(0o755)
    assert "is of PostgreSQL 9" in chat.refusal("backup", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
