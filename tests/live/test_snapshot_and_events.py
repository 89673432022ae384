"""Snapshot + events = fresh snapshot: who listens knows what somebody knows who has just come.

Each action is done while three people listen, on whom a model of a client keeps its copy. When
all is told, each copy must be what a new connection of the same person is given.
"""

import asyncio
import inspect
import os
import time
from contextlib import nullcontext
from copy import deepcopy
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from uuid import uuid4

import pytest

from rooms import actions, limits
from rooms.actions import (
    groups,
    messages,
    pins,
    presence,
    reactions,
    saves,
    tombstones,
    whispers,
)
from rooms.live import database, process

from ..conftest import crossing
from ..faulty import faulty
from ..line import Line
from .deeds import GROUND, SILENT, STORIES
from .listener import Listener

PATIENCE_SECONDS = 15
FAULTY_RUNS = int(os.environ.get("FAULTY_RUNS", 3))


@pytest.fixture
def quickly(monkeypatch):
    monkeypatch.setattr(limits, "PRESENCE_SECONDS", 0.05)
    monkeypatch.setattr(limits, "PEOPLE_TELL_SECONDS", 0.01)
    monkeypatch.setattr(limits, "LEAVE_GRACE_SECONDS", 0.05)
    # Newcomers ask again and again, until what was done has got around.
    monkeypatch.setitem(limits.BUCKETS, "history", (1_000, 1_000))


@pytest.fixture
def on(quickly, person, ada, bob, eve, lobby):
    """The stage: two groups, a whisper, something said; an operator, and dan on another server."""
    stage = SimpleNamespace(ada=ada, bob=bob, eve=eve, lobby=lobby, zoe=person("zoe"))
    stage.olga = person("olga", is_staff=True)
    person("second", is_staff=True)
    stage.chess, stage.closed = groups.create(ada, "Chess"), groups.create(bob, "Old")
    stage.cellar = groups.create(ada, "Cellar", private=True)
    groups.join(bob, stage.chess)
    groups.join(stage.zoe, stage.chess)
    groups.join(ada, stage.closed)
    groups.close(bob, stage.closed)
    for room in (lobby, stage.chess):
        stage.said = messages.post(ada, room, f"Welcome to {room}", uuid4()).message_id
    stage.welcome = stage.said
    stage.gone = messages.post(ada, stage.chess, "A slip", uuid4()).message_id
    tombstones.delete(ada, stage.gone)
    stage.pinned = messages.post(bob, stage.chess, "Rules", uuid4(), stage.welcome).message_id
    reactions.add(ada, stage.welcome, "🎉")
    pins.pin(ada, stage.pinned)
    saves.save(ada, stage.pinned)
    whispers.send(ada, bob, "Are you there?", uuid4())
    stage.lease = uuid4()
    presence.renew(stage.lease, [(uuid4(), person("dan").pk)])
    return stage


@crossing
@pytest.mark.parametrize("name", STORIES)
async def test_who_listens_knows_what_a_newcomer_is_told(name, on, connect, signed_in):
    await _tell(name, on, connect, signed_in)


@crossing
@pytest.mark.torture
@pytest.mark.parametrize("seed", range(FAULTY_RUNS))
@pytest.mark.parametrize("name", STORIES)
async def test_they_do_where_the_database_failed_meanwhile(
    name, seed, on, connect, signed_in, monkeypatch, caplog
):
    # What is found by a poll alone is to meet a fault as well.
    monkeypatch.setattr(limits, "POLL_SECONDS", 0.05)
    meanwhile = faulty(monkeypatch, f"{name} {seed}", share=0.5)
    await _tell(name, on, connect, signed_in, meanwhile, listens=3)
    caplog.clear()


async def _tell(name, on, connect, signed_in, meanwhile=None, listens=0):
    people = (on.ada, on.bob, on.eve)
    on.server = await process.start()
    on.zoes_key = await database.write(signed_in, on.zoe)
    zoe = Line(on.zoes_key)
    await zoe.open()
    await zoe.hello()
    leaving = asyncio.create_task(_leave_when_told(zoe))
    listeners = [await _listener(connect, person) for person in people]
    before = await _agreed(listeners, people, connect)

    with meanwhile or nullcontext():
        await database.write(STORIES[name], on)
        for _ in range(listens):
            await asyncio.gather(*(listener.listen() for listener in listeners))

    assert await _agreed(listeners, people, connect, other_than=before) != before
    leaving.cancel()


def test_every_action_has_its_story():
    modules = {name for _, name, _ in iter_modules(actions.__path__)} - GROUND
    public = {
        f"{module}.{name}"
        for module in modules
        for name, function in vars(import_module(f"rooms.actions.{module}")).items()
        if inspect.isfunction(function) and not name.startswith("_")
        if function.__module__ == f"rooms.actions.{module}"
    }
    assert public == {*(name.split(",")[0] for name in STORIES), *SILENT}
    assert not STORIES.keys() & SILENT.keys()


async def _leave_when_told(line):
    # However long the stage takes to be set, she waits for her part.
    while "bye" not in {event["type"] for event in line.heard}:
        await line.listen()
    await line.leave()


async def _listener(connect, person):
    return await Listener(await connect(person)).ask_for_pages()


async def _agreed(listeners, people, connect, other_than=None):
    """What they hold, once it is what newcomers are given, and not what it was before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        await asyncio.gather(*(listener.listen() for listener in listeners))
        newcomers = [await _listener(connect, person) for person in people]
        held, given = ([one.seen() for one in each] for each in (listeners, newcomers))
        for newcomer in newcomers:
            await newcomer.line.leave()
        if held == given != other_than:
            return deepcopy(held)
        if time.monotonic() > deadline:
            assert held == given
            raise AssertionError("nobody has heard of anything")
