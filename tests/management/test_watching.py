"""A server under watch: what it says of itself is true, and gives nobody away."""

import asyncio
import json
import re
import time
import urllib.error
import urllib.request
import uuid
from urllib.parse import urlencode

import pytest

from rooms import limits

LOST = """
from django.db import connection
connection.cursor().execute("ALTER TABLE {table} RENAME TO lost")
"""
LOBBY = "from rooms.models import Room; print(Room.objects.lobby().pk)"


def canary(what):
    return f"canary-{what}-{uuid.uuid4().hex}"


def ask(server, path, data=None, **headers):
    """(status, body) of a page."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    body = None if data is None else urlencode(data).encode()
    request = urllib.request.Request(server.address + path, body, headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def metric(server, name, **labels):
    """The value of a metric, of all that have these labels together."""
    _, text = ask(server, "/metrics")
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    lines = re.findall(rf"^chat_{name}{{(.*)}} (.*)$", text, re.M)
    return sum(float(value) for said, value in lines if all(one in said for one in wanted))


async def hear(socket, kind):
    while True:
        for line in (await asyncio.wait_for(socket.recv(), 15)).split("\n"):
            if json.loads(line)["type"] == kind:
                return json.loads(line)


async def say(socket, type, **fields):
    await socket.send(json.dumps({"type": type, **fields}))


async def post(socket, lobby, body, client_id=None):
    line = {"room": lobby, "client_id": client_id or str(uuid.uuid4()), "body": body}
    await say(socket, "message.post", **line)


@pytest.fixture
def lobby_of():
    return lambda server: int(server.run(LOBBY))


def test_metrics_are_what_happened(server, lobby_of):
    server = server().start()
    key, lobby = server.sign_in("ada"), lobby_of(server)

    async def talk():
        async with server.socket(key) as one, server.socket(key) as two:
            for socket in (one, two):
                await say(socket, "hello", v=1)
                await hear(socket, "welcome")
            assert metric(server, "sockets") == 2
            assert metric(server, "people") == 1
            known = str(uuid.uuid4())
            for client_id in (known, known, None, None):
                await post(one, lobby, "Hello", client_id)
                await hear(one, "ack")
            await one.send("no frame")
            await hear(one, "error")
            for _ in range(3):
                await hear(two, "message.posted")

    asyncio.run(talk())

    assert metric(server, "posts_total", outcome="kept") == 3
    assert metric(server, "posts_total", outcome="repeated") == 1
    assert metric(server, "refusals_total", code="bad_json") == 1
    assert metric(server, "ack_seconds_count") == 4
    assert metric(server, "batch_posts_sum") == 4
    assert metric(server, "deliveries_total") == 6
    assert 1 <= metric(server, "delivery_seconds_count") <= 3
    assert metric(server, "sockets_opened_total") == 2
    assert metric(server, "sockets") == 0
    assert metric(server, "loop_lag_seconds_count") > 0
    assert metric(server, "database_wait_seconds_count", kind="read") > 0
    pid = server.process.pid
    assert metric(server, "server", pid=pid) == 1


def test_a_server_whose_tables_are_gone_lives_and_is_not_ready(server):
    server = server().start()
    assert ask(server, "/readyz") == (200, '{"ready": true, "not_ready": {}}\n')

    server.run(LOST.format(table="django_migrations"))

    assert ask(server, "/healthz")[0] == 200
    time.sleep(limits.READY_AGAIN_SECONDS * 2)
    status, body = ask(server, "/readyz")
    assert status == 503
    assert "python manage.py migrate" in json.loads(body)["not_ready"]["database"]


async def say_in_vain(server, key, lobby, client_id):
    """All kinds of lines and frames, most of them refused; at last nothing can be kept."""
    async with server.socket(key) as socket:
        await say(socket, "hello", v=1)
        await hear(socket, "welcome")
        for body in (
            canary("body"),
            f"/whisper canary-bob {canary('whisper')}",
            f"/group create {canary('group')}",
            f"/chatgpt {canary('question')}",
            f"/{canary('command')}",
        ):
            await post(socket, lobby, body, client_id)
            await post(socket, lobby, body)
        for frame in (f'"{canary("json")}', canary("text"), b"canary-binary", "[" * 30_000):
            await socket.send(frame)
        await say(socket, canary("type"))
        await post(socket, 10**30, canary("far"))
        await post(socket, lobby, canary("surrogate") + "\ud800")
        await asyncio.sleep(1)
        server.run(LOST.format(table="rooms_message"))
        await post(socket, lobby, canary("lost"))
        await say(socket, "search", query=canary("search"), id="canary-id")
        await asyncio.sleep(1)


def knock_in_vain(server, lobby, **headers):
    name, query = canary("name"), canary("query")
    ask(server, "/accounts/sign-in/", {"username": name, "password": canary("p")}, **headers)
    for path in ("/", "/nowhere/", "/search/", "/m/1", f"/rooms/{lobby}/", "/catchup/", "/admin/"):
        ask(server, f"{path}?q={query}", **headers)
    ask(server, f"/?q={query}", Host=f"{canary('host')}.example")


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_that_is_private_is_in_logs_or_metrics(server, lobby_of, form):
    secrets = {name: canary(name) for name in ("SECRET_KEY", "METRICS_TOKEN", "OPENAI_API_KEY")}
    server = server(LOG_FORMAT=form, OPENAI_BASE_URL="http://127.0.0.1:1", **secrets).start()
    key, lobby = server.sign_in("canary-ada"), lobby_of(server)
    server.sign_in("canary-bob")
    client_id, token = str(uuid.uuid4()), f"Bearer {secrets['METRICS_TOKEN']}"

    asyncio.run(say_in_vain(server, key, lobby, client_id))
    knock_in_vain(server, lobby, Cookie=f"sessionid={key}; other={canary('cookie')}")
    status, metrics = ask(server, "/metrics", Authorization=token)
    server.stop()

    assert status == 200
    # All this was noticed, so it was not for want of errors.
    assert 'refusals_total{code="bad_json"' in metrics
    assert "batch of 1 was not written" in server.output
    assert "Traceback" in server.output
    for told in (server.output, metrics):
        assert "canary" not in told
        assert not [one for one in (client_id, key) if one in told]
    if form == "json":
        lines = [line for line in server.output.splitlines() if line.startswith("{")]
        assert {"time", "level", "logger", "message", "pid"} <= json.loads(lines[-1]).keys()
