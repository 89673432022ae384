"""The cast, and a socket for each of them.

ada and bob are in, eve is the stranger. A test that crosses a socket is `async` and marked
`crossing`: its rows are seen by the chat's own threads.
"""

import asyncio
import inspect
import os
import uuid
from pathlib import Path

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.commands import flush
from django.db import connection

from rooms.actions import groups
from rooms.actions.lobby import ensure as ensure_lobby
from rooms.live import process
from rooms.models import Room, User
from rooms.search import index

from .line import Line

STAY = {"django_content_type", "auth_permission"}

crossing = pytest.mark.django_db(transaction=True)

REDIS_URL = os.environ.get("REDIS_URL")
REDIS = {"hosts": [REDIS_URL or "redis://127.0.0.1:6379"]}
LAYERS = {
    "local": ("rooms.live.layers.LocalLayer", {}),
    "redis": ("rooms.live.redis_layer.RedisLayer", REDIS),
    "hostile": ("tests.faults.hostile.HostileLayer", {}),
    "dead": ("tests.faults.hostile.DeadLayer", {}),
    "stock": ("channels.layers.InMemoryChannelLayer", {}),
    "stock-redis": ("tests.faults.hostile.StockRedisLayer", REDIS),
}


def layer_hears():
    """Whether the layer brings anything: without one, what nobody keeps is heard by nobody."""
    return getattr(get_channel_layer(), "hears", True)


def layer_brings_all():
    """Whether the layer loses nothing, so that what nobody keeps is heard for sure."""
    return os.environ.get("LAYER") not in ("hostile", "dead")


# What waits for servers and browsers.
SLOW = ("tests/faults/", "tests/stories/", "tests/wire/", "tests/management/")
# What is of the page, of frames, of words, of the sources, or of the server's own process: no
# database makes a difference to it. Some stories go through all layers, and are told with each.
ALIKE = (
    "tests/bench/",
    "tests/stories/",
    "tests/text/",
    "tests/admin/test_whispers.py",
    "tests/commands/test_help.py",
    "tests/faults/test_broken.py",
    "tests/faults/test_checker.py",
    "tests/faults/test_proxy.py",
    "tests/faults/test_wire.py",
    "tests/management/test_framing.py",
    "tests/management/test_memory.py",
    "tests/management/test_serve.py",
    "tests/management/test_runserver.py",
    "tests/test_architecture",
    "tests/test_make.py",
    "tests/test_protocol_docs.py",
    "tests/test_runs.py",
    "tests/test_settings.py",
    "tests/wire/test_broken_frames.py",
    "tests/wire/test_slow_heads.py",
)
NOT_ALIKE = tuple(
    f"tests/stories/test_{name}.py" for name in ("first_evening", "searching", "talking")
)


def pytest_collection_modifyitems(items):
    """The slow ones come first, so that no run ends with waiting alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))
    for item in items:
        if item.nodeid.startswith(ALIKE) and not item.nodeid.startswith(NOT_ALIKE):
            item.add_marker("alike")


def pytest_unconfigure():
    """SQLite leaves its log beside a file that is deleted while a thread still has it open."""
    if connection.vendor == "sqlite":
        path = Path(settings.DATABASES["default"]["TEST"]["NAME"])
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


def pytest_pyfunc_call(pyfuncitem):
    """Run `async def test_…` in a loop of its own, and end the server process that it began."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    asyncio.run(_lived(pyfuncitem.obj, arguments))
    return True


async def _lived(test, arguments):
    try:
        async with asyncio.timeout(60):
            await test(**arguments)
    finally:
        await process.drain()


@pytest.fixture(scope="session", autouse=True)
def emptied_row_by_row():
    """Between tests PostgreSQL is emptied as SQLite is: for a few rows that is a hundred times
    faster than new files for all tables. What Django makes after a migration, and no test changes,
    stays.
    """

    def sql_flush(self, style, tables, **_):
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables if table not in STAY]

    def ours(verbosity, interactive, database):
        ensure_lobby(using=database)
        index.ensure(using=database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", ours)
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def layer(settings):
    """The channel layer that `LAYER` names; on Redis with a prefix of its own, never flushed."""
    backend, config = LAYERS[os.environ.get("LAYER") or ("redis" if REDIS_URL else "local")]
    if "hosts" in config:
        config = config | {"prefix": f"test{uuid.uuid4().hex}"}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": config}}


@pytest.fixture(autouse=True)
def cache_of_its_own(settings):
    """What one test counted slows no other down; nothing of anybody's cache is emptied."""
    ours = settings.CACHES["default"] | {"KEY_PREFIX": f"test{uuid.uuid4().hex}"}
    settings.CACHES = {"default": ours}


@pytest.fixture(autouse=True)
def nothing_fails_unseen(caplog):
    """Work of the process that fails is only logged: a test must not pass over it."""
    yield
    records = caplog.get_records("call")
    assert not [r.getMessage() for r in records if r.levelname == "ERROR" and "rooms" in r.name]


@pytest.fixture
def person(db):
    """Make a person: `person("dan")`."""

    def make(username, **more):
        return User.objects.create_user(username, "correct horse", **more)

    return make


@pytest.fixture
def ada(person):
    return person("ada", name="Ada")


@pytest.fixture
def bob(person):
    return person("bob", name="Bob")


@pytest.fixture
def eve(person):
    return person("eve", name="Eve")


@pytest.fixture
def lobby(person):
    return Room.objects.lobby()


@pytest.fixture
def chess(ada, bob):
    """A group that ada owns and bob is in."""
    room = groups.create(ada, "Chess")
    groups.join(bob, room)
    return room


@pytest.fixture
def signed_in():
    """The session key of a person who has signed in."""

    def make(user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return session.session_key

    return make


@pytest.fixture
def connect(signed_in):
    """A socket of a person, in: `line = await connect(ada)`; `resume=` goes into its hello."""

    async def make(user, hello=True, **more):
        from rooms.live import database

        key = await database.write(signed_in, user)
        line = Line(key)
        await line.open()
        if hello:
            await line.hello(**more)
        return line

    return make
