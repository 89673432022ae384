"""Snapshot + events = fresh snapshot: who listens knows what somebody knows who has just come.

Each action is done while three people listen, on whom a model of a client keeps its copy. When
all is told, each copy must be what a new connection of the same person is given.
"""

import asyncio
import inspect
import time
from copy import deepcopy
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from rooms import actions, limits
from rooms.actions import (
    accounts,
    answers,
    groups,
    messages,
    oversight,
    pins,
    presence,
    reactions,
    reading,
    saves,
    whispers,
)
from rooms.live import database, process

from ..conftest import crossing
from ..line import Line
from .listener import Listener

PATIENCE_SECONDS = 15
WHY = "for the story"

STORIES = {
    "messages.post": lambda on: messages.post(on.ada, on.chess, "**Hello**", uuid4()),
    "whispers.send": lambda on: whispers.send(on.eve, on.bob, "psst", uuid4()),
    "reactions.add": lambda on: reactions.add(on.bob, on.welcome, "👍"),
    "reactions.remove": lambda on: reactions.remove(on.ada, on.welcome, "🎉"),
    "pins.pin": lambda on: pins.pin(on.bob, on.welcome),
    "pins.unpin": lambda on: pins.unpin(on.bob, on.pinned),
    "saves.save": lambda on: saves.save(on.bob, on.welcome),
    "saves.unsave": lambda on: saves.unsave(on.ada, on.pinned),
    "reading.mark": lambda on: reading.mark([reading.Mark(on.bob.pk, on.chess.pk, 4, back=True)]),
    "groups.create": lambda on: groups.create(on.ada, "Garden"),
    "groups.join": lambda on: groups.join(on.eve, on.chess),
    "groups.leave": lambda on: groups.leave(on.bob, on.chess),
    "groups.remove": lambda on: groups.remove(on.ada, on.chess, on.bob, WHY),
    "groups.hand_over": lambda on: groups.hand_over(on.ada, on.chess, on.bob),
    "groups.rename": lambda on: groups.rename(on.ada, on.chess, "Go"),
    "groups.close": lambda on: groups.close(on.ada, on.chess),
    "groups.reopen": lambda on: groups.reopen(on.ada, on.closed),
    "oversight.rename": lambda on: oversight.rename(on.olga, on.chess, "Go", WHY),
    "oversight.close": lambda on: oversight.close(on.olga, on.chess, WHY),
    "oversight.reopen": lambda on: oversight.reopen(on.olga, on.closed, WHY),
    "oversight.remove": lambda on: oversight.remove(on.olga, on.chess, on.bob, WHY),
    "oversight.hand_over": lambda on: oversight.hand_over(on.olga, on.chess, on.bob, WHY),
    "accounts.choose_password": lambda on: accounts.choose_password(on.zoe, "another horse"),
    "accounts.one_time_password": lambda on: accounts.one_time_password(on.olga, on.zoe, WHY),
    "accounts.deactivate": lambda on: accounts.deactivate(on.olga, on.zoe, WHY),
    "presence.renew": lambda on: presence.renew(uuid4(), [(uuid4(), on.olga.pk)]),
    "presence.change": lambda on: presence.change(on.lease, [(uuid4(), on.olga.pk)], []),
    "presence.end": lambda on: presence.end(on.lease),
    "presence.alone": lambda on: presence.alone(on.server.id),
}
ASKS = "changes nothing"
ENTERS = "an account is heard of when its person comes in"
SILENT = {
    "reading.begin": ENTERS,
    "changes.record": "the part of other actions that takes a number and tells it",
    "changes.told": "the part of other actions that records what they wrote",
    "changes.underway": "the part of other actions that holds the locks",
    "messages.post_all": "keeps lines for the writer, which tells them",
    "messages.keep": "the part of other actions that holds the locks",
    "messages.tell": "the part of other actions that tells",
    "oversight.on_record": "the record around the others; operators alone see it",
    "oversight.read": "keeps a record, which operators alone see",
    "oversight.may_read": ASKS,
    "accounts.set_up_open": ASKS,
    "accounts.set_up_code": ASKS,
    "accounts.is_set_up_code": ASKS,
    "accounts.sign_up_open": ASKS,
    "accounts.set_up": ENTERS,
    "accounts.sign_up": ENTERS,
    "accounts.make": ENTERS,
    "accounts.reactivate": ENTERS,
    "accounts.one_time_records": ASKS,
    "accounts.use_one_time_password": "who uses it is not in yet",
    "accounts.make_operator": "clients are not told who is an operator",
    "accounts.unmake_operator": "clients are not told who is an operator",
    "answers.save": "what it keeps was told before, as answer.grew",
    "presence.here": ASKS,
}
# What other actions are made of, what guards them, and what is done before anybody listens.
GROUND = {"numbers", "receipts", "throttle", "lobby", "past"}


def story(name):
    """A story that takes more than one call."""

    def register(function):
        STORIES[name] = function
        return function

    return register


@story("accounts.look_again")
def _zoe_signs_out(on):
    Session.objects.filter(session_key=on.zoes_key).delete()
    accounts.look_again(on.zoe)


@story("answers.begin")
def _ada_asks(on, lease=None):
    line = messages.Line(on.chess.pk, on.ada, uuid4(), "What is new?")
    return answers.begin(line, lease or on.server.id).answer


@story("answers.finish")
def _ada_is_answered(on):
    answer = _ada_asks(on)
    answers.save(answer.pk, "Not")
    answers.finish(answer.pk, "Not much.", answers.State.DONE)


@story("answers.interrupt_abandoned")
def _nobody_answers_ada(on):
    _ada_asks(on, lease=uuid4())
    answers.interrupt_abandoned()


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
    groups.join(bob, stage.chess)
    groups.join(stage.zoe, stage.chess)
    groups.join(ada, stage.closed)
    groups.close(bob, stage.closed)
    for room in (lobby, stage.chess):
        posted = messages.post(ada, room, f"Welcome to {room}", uuid4())
    stage.welcome = posted.message_id
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
    people = (on.ada, on.bob, on.eve)
    on.server = await process.start()
    on.zoes_key = await database.write(signed_in, on.zoe)
    zoe = Line(on.zoes_key)
    await zoe.open()
    await zoe.hello()
    leaving = asyncio.create_task(_leave_when_told(zoe))
    listeners = [await _listener(connect, person) for person in people]
    before = await _agreed(listeners, people, connect)

    await database.write(STORIES[name], on)

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
    assert public == {*STORIES, *SILENT}
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
