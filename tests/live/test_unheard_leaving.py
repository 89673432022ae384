"""Who is out before this server hears of anything: it reads the log, which tells what is now."""

import json
import uuid
from typing import NamedTuple

import pytest

from rooms.actions import answers, corrections, groups, messages, pins, reactions, tombstones
from rooms.live import database, process
from rooms.models import Message, Room, User, message
from rooms.wire import publish

from ..conftest import crossing

SECRET = "what came after"


class Scene(NamedTuple):
    """A group that two are in, and what was said while both were."""

    room: Room
    ada: User
    bob: User
    plain: int
    post: int
    answer: int

    @classmethod
    def of(cls, room, ada, bob):
        groups.rename(ada, room, "Go")
        plain, post, question = [
            messages.Line(room.pk, ada, uuid.uuid4(), body) for body in ("For all", "Of both", "?")
        ]
        plain, post = [posted.message_id for posted in messages.post_all([plain, post])]
        return cls(room, ada, bob, plain, post, answers.begin(question, uuid.uuid4()).answer.pk)


def removed(scene):
    groups.remove(scene.ada, scene.room, scene.bob)


def left(scene):
    groups.leave(scene.bob, scene.room)


def edited(scene):
    corrections.edit(scene.ada, scene.post, SECRET)


def reacted_to(scene):
    reactions.add(scene.ada, scene.post, "🤫")


def pinned(scene):
    pins.pin(scene.ada, scene.post)


def deleted(scene):
    tombstones.delete(scene.ada, scene.post)


def renamed(scene):
    groups.rename(scene.ada, scene.room, SECRET)


def grown(scene):
    answers.save(scene.answer, SECRET)


def answered(scene):
    answers.finish(scene.answer, SECRET, Message.AnswerState.DONE)


TRACES = {
    edited: SECRET,
    reacted_to: "🤫",
    pinned: '"pinned": {',
    deleted: '"deleted": {',
    renamed: SECRET,
    grown: SECRET,
    answered: SECRET,
}


@pytest.fixture
def unheard(monkeypatch):
    for untold in ("entry", "refresh"):
        monkeypatch.setattr(publish, untold, lambda *_: None)


async def _met(connect, ada, bob):
    room = await database.write(groups.create, ada, "Chess")
    await database.write(groups.join, bob, room)
    his, hers = await connect(bob), await connect(ada)
    return await database.write(Scene.of, room, ada, bob), his, hers


async def _all_is_read(room):
    await (await process.start()).feeds.repair(room.pk)


def _told(line, room):
    return [event for event in line.in_order if event.get("room") == room.pk]


def _trace(line, room, trace):
    return trace in json.dumps(_told(line, room), ensure_ascii=False)


@crossing
@pytest.mark.parametrize("deed", TRACES, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("way", [removed, left], ids=lambda way: way.__name__)
async def test_who_is_out_hears_nothing_of_what_came_after(connect, ada, bob, unheard, way, deed):
    scene, his, hers = await _met(connect, ada, bob)
    room = scene.room
    await database.write(way, scene)
    await database.write(deed, scene)

    await _all_is_read(room)

    await his.hear("room.removed", room=room.pk)
    [first] = [one["head"] + 1 for one in hers.welcome["rooms"] if one["id"] == room.pk]
    numbered = [event for event in _told(his, room) if "seq" in event]
    assert [event["seq"] for event in numbered] == list(range(first, first + 6))
    assert numbered[1]["message"]["body"] == "For all"
    assert numbered[-1]["type"] == "member.left"
    assert not _trace(his, room, TRACES[deed])
    last = first + 5 + (deed is not grown)
    while hers.in_order[-1].get("seq") != last:
        await hers.listen()
    assert _trace(hers, room, TRACES[deed])


@crossing
async def test_nor_of_what_came_while_it_was_read(connect, ada, bob, unheard, monkeypatch):
    """Reactions are read after their message."""
    scene, his, hers = await _met(connect, ada, bob)
    chosen, deeds = message.BROUGHT["chosen"], [removed, reacted_to]

    def read_late(messages):
        while deeds:
            deeds.pop(0)(scene)
        chosen(messages)

    monkeypatch.setitem(message.BROUGHT, "chosen", read_late)
    await _all_is_read(scene.room)

    await his.hear("room.removed", room=scene.room.pk)
    assert not _trace(his, scene.room, TRACES[reacted_to])
    await hers.hear("message.changed", room=scene.room.pk)
    assert _trace(hers, scene.room, TRACES[reacted_to])
