"""What programs that watch over a server are told, and which of them."""

import asyncio
import json

import pytest
from django.db import OperationalError

from rooms import limits
from rooms.live import process, readiness
from rooms.views.probes import Probes

from ..conftest import crossing

TOKEN = "a-token-that-nobody-finds-by-trying-it"


async def ask(path, client=("127.0.0.1", 40_000), host="localhost", method="GET", **headers):
    """(status, body) of the answer; 0 where it is left to the pages."""
    told = {"status": 0, "body": b""}

    async def pages(scope, receive, send):
        pass

    async def send(message):
        told.update(message)

    headers = {name.replace("_", "-"): value for name, value in headers.items()} | {"host": host}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": pairs, "client": client}
    await Probes(pages)(scope, None, send)
    return told["status"], told["body"].decode()


async def test_all_other_addresses_are_left_to_the_pages():
    assert await ask("/") == await ask("/metrics/") == (0, "")
    assert await ask("/healthz", method="POST") == (0, "")


async def test_a_server_lives_without_a_database():
    assert await ask("/healthz", host="10.0.0.7") == (200, "The server lives.\n")
    assert await ask("/healthz", method="HEAD") == (200, "")


@crossing
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"client": ("::1", 1), "host": "[::1]:8000"}, 200),
        ({"client": ("127.0.0.9", 1), "host": "127.0.0.1"}, 200),
        ({"client": ("10.0.0.7", 1)}, 403),
        ({"client": None}, 403),
        ({"client": ("", 0)}, 403),
        ({"host": "chat.example.org"}, 403),
        ({"host": "localhost.example.org"}, 403),
        ({"host": ""}, 403),
        ({"x_forwarded_for": "127.0.0.1"}, 403),
        ({"forwarded": "for=127.0.0.1"}, 403),
        ({"x_real_ip": "127.0.0.1"}, 403),
        ({"via": "1.1 proxy"}, 403),
        ({"authorization": f"Bearer {TOKEN}", "client": ("10.0.0.7", 1)}, 403),
    ],
)
async def test_without_a_token_only_this_machine_itself_reads_metrics(asked, status):
    found, body = await ask("/metrics", **asked)

    assert found == status
    assert ("chat_sockets{" in body) == (status == 200)


@crossing
@pytest.mark.parametrize(
    ("said", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Basic {TOKEN}", 401),
        ("Bearer é", 401),
        ("Bearer", 401),
        ("", 401),
    ],
)
async def test_a_token_lets_in_from_anywhere_and_without_it_nobody(settings, said, status):
    settings.METRICS_TOKEN = TOKEN
    for client in (("10.0.0.7", 1), ("127.0.0.1", 1)):
        found, body = await ask("/metrics", client, "chat.example.org", authorization=said)

        assert found == status
        assert ("chat_sockets{" in body) == (status == 200)
        assert TOKEN not in body


async def ready():
    status, body = await ask("/readyz")
    return status, json.loads(body)["not_ready"]


@crossing
async def test_a_server_with_all_its_parts_is_ready():
    assert await ready() == (200, {})


@crossing
async def test_tables_of_another_version_are_told(monkeypatch):
    newer = readiness._wanted() | {("rooms", "9999_of_tomorrow")}
    monkeypatch.setattr(readiness, "_wanted", lambda: newer)

    assert await ready() == (503, {"database": readiness.OLD_TABLES})


@crossing
async def test_a_database_that_fails_is_told(monkeypatch):
    def fail():
        raise OperationalError("a secret of the database's")

    monkeypatch.setattr(readiness, "_tables_are_old", fail)

    assert await ready() == (503, {"database": "The database does not answer."})


@crossing
async def test_a_database_that_hangs_is_asked_once_however_many_want_to_know(monkeypatch):
    asked, answers = [], asyncio.Event()

    async def hang():
        asked.append(1)
        await answers.wait()
        return ""

    monkeypatch.setattr(readiness, "_tables", hang)
    with monkeypatch.context() as hurried:
        hurried.setattr(limits, "READY_SECONDS", 0.1)
        hung = await asyncio.gather(*(ready() for _ in range(20)))
    answers.set()
    await asyncio.sleep(0)

    # In so short a time, a Redis may not have answered either.
    told = [(status, missing["database"]) for status, missing in hung]
    assert told == [(503, "The database does not answer.")] * 20
    assert len(asked) == 1
    assert await ready() == (200, {})


@crossing
async def test_a_redis_that_is_away_is_told(settings):
    settings.REDIS_URLS = ["redis://127.0.0.1:1/0"]
    layer = "rooms.live.redis_layer.RedisLayer"
    away = {"BACKEND": layer, "CONFIG": {"hosts": settings.REDIS_URLS}}
    settings.CHANNEL_LAYERS = {"default": away}

    assert await ready() == (503, {"redis": "Redis does not answer."})


@crossing
async def test_a_server_that_stops_is_not_ready():
    server = await process.start()
    server.stopping = True

    assert await ready() == (503, {"server": "It is about to stop."})
