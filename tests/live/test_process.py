import asyncio
import uuid

from django.db import OperationalError
from django.utils import timezone

from rooms import limits
from rooms.actions import messages
from rooms.live import database, process
from rooms.live.counts import counts
from rooms.models import Lease, Message

from ..conftest import crossing


@crossing
async def test_a_server_that_stops_sends_everybody_home_to_come_back(connect, ada, bob):
    lines = [await connect(ada), await connect(bob)]

    await process.drain()

    for line in lines:
        bye = await line.hear("bye")
        assert (bye["code"], bye["reconnect"]) == (1012, True)
        assert await line.closed() == 1012


@crossing
async def test_a_few_come_to_the_other_servers_at_once(connect, ada, bob):
    lines = [await connect(ada), await connect(bob)]
    server = await process.start()

    await process.drain()

    for line in lines:
        bye = await line.hear("bye")
        assert 0 < bye["after_ms"] < 100
    # Alone it has to start again first.
    server.alone = True
    assert server.come_back_ms == 5_000


@crossing
async def test_a_server_that_stops_finishes_what_was_sent(connect, ada, lobby):
    line = await connect(ada)
    for count in range(10):
        await line.post(lobby, f"line {count}")
    await asyncio.sleep(0)

    await process.drain()

    kept = await database.read(Message.objects.count)
    acked = [event for event in line.heard if event["type"] == "ack"]
    try:
        while True:
            acked.append(await line.hear("ack"))
    except ConnectionError:
        pass
    assert len(acked) == kept


@crossing
async def test_a_server_that_stops_gives_its_lease_back_soon(connect, ada):
    await connect(ada)
    server = await process.start()

    await process.drain()

    [lease] = await database.read(lambda: list(Lease.objects.filter(pk=server.id)))
    renewed = await database.read(Lease.objects.live().count)
    assert renewed == 1
    assert (lease.until - timezone.now()).total_seconds() <= 5


@crossing
async def test_a_writer_that_is_full_says_so(connect, ada, lobby, monkeypatch):
    monkeypatch.setattr(limits, "WAITING_POSTS", 0)
    line = await connect(ada)

    refused = await line.asked(lobby, "Hello")

    assert (refused["code"], refused["final"]) == ("busy", False)
    assert refused["retry_ms"] > 0


@crossing
async def test_what_arrives_while_a_commit_runs_is_one_batch(connect, ada, lobby):
    lines = [await connect(ada) for _ in range(5)]
    before = sum(counts.batches.counts)

    said = [(line, await line.post(lobby, f"{n}")) for n, line in enumerate(lines) for _ in "ab"]
    for line, client_id in said:
        await line.answer(client_id)

    assert sum(counts.batches.counts) - before < 10


@crossing
async def test_a_lock_that_is_held_too_long_is_no_loss(connect, ada, lobby, monkeypatch):
    """The writer meets a database that gives up: the client keeps its line and sends it again."""
    line = await connect(ada)
    real = messages.post_all

    def locked(lines):
        raise OperationalError("database is locked")

    monkeypatch.setattr(messages, "post_all", locked)
    client_id = str(uuid.uuid4())

    refused = await line.asked(lobby, "Hello", client_id=client_id)
    monkeypatch.setattr(messages, "post_all", real)
    kept = await line.asked(lobby, "Hello", client_id=client_id)

    assert (refused["code"], refused["final"]) == ("retry", False)
    assert kept["seq"] == 1
