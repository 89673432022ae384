"""`restore` is killed in the middle: the chat is the one that was there, or the restored one."""

import os
import random

import pytest

from tests.server import database

from .upgrade import Upgrade

KILLS = int(os.environ.get("KILLS", 1))
SINCE = "from rooms.models import Message; Message.objects.filter(pk__gt=1500).update(body='new')"
STATEMENTS = 150


@pytest.fixture
def chat(tmp_path):
    with database() as settings:
        chat = Upgrade(tmp_path, **settings)
        chat.fill("0012")
        yield chat


def test_a_killed_restore_leaves_the_one_chat_or_the_other(chat, tmp_path):
    restore = ("restore", str(tmp_path / "a.zip"), "--replace")
    backed_up = chat.ask("old.said()")
    chat.manage("backup", restore[1])
    chat.manage("shell", "--no-imports", "-c", SINCE)
    there = chat.ask("old.said()")

    assert chat.dies('SET "epoch"', *restore)
    assert chat.ask("old.said()") == there != backed_up
    for _ in range(KILLS):
        killed = chat.dies(random.randint(1, STATEMENTS), *restore)
        assert chat.ask("old.said()") == (there if killed else backed_up)
        if not killed:
            chat.manage("shell", "--no-imports", "-c", SINCE)
    chat.manage(*restore)
    assert chat.ask("old.upgraded()") == backed_up
