"""What is counted is what happened."""

import asyncio
import re
import time
import uuid
from pathlib import Path

import pytest

from rooms import limits
from rooms.actions import messages
from rooms.live import counts as module
from rooms.live import database, figures, metrics, process
from rooms.live.counts import Counts, Spread
from rooms.live.outbox import Outbox
from rooms.wire.log import Entry

from ..conftest import crossing

POOL = {
    "chat_pool_connections",
    "chat_pool_idle",
    "chat_pool_waiting",
    "chat_pool_waits_total",
    "chat_pool_errors_total",
}


@pytest.fixture
def counts(monkeypatch):
    """Nothing was counted before; whoever counts, counts here."""
    fresh, known = Counts(), module.counts
    monkeypatch.setattr(known, "__dict__", fresh.__dict__)
    return known


def test_values_are_spread_over_bounds():
    spread = Spread((1, 2, 4))
    for value in (0, 1, 1.5, 4, 9):
        spread.add(value)

    assert spread.counts == [2, 1, 1, 1]
    assert spread.sum == 15.5


@pytest.mark.parametrize(
    ("counted", "share", "found"),
    [([0, 0, 0], 0.5, None), ([4, 0, 0], 0.5, 0.5), ([2, 2, 0], 0.99, 1.98), ([0, 0, 3], 0.5, 2)],
)
def test_a_share_of_the_values_lies_below(counted, share, found):
    assert figures.quantile((1, 2), counted, share) == (found and pytest.approx(found))


@crossing
async def test_posts_are_counted_by_what_became_of_them(connect, ada, bob, lobby, counts):
    hers, his = await connect(ada), await connect(bob)
    known = str(uuid.uuid4())

    await hers.asked(lobby, "Hello", client_id=known)
    await hers.asked(lobby, "Hello", client_id=known)
    await hers.asked(lobby, "Other words", client_id=known)
    await his.asked(lobby.pk + 1000, "Nowhere")
    await his.asked(lobby, "Good day")

    assert counts.posts == {"kept": 2, "repeated": 1, "refused": 2, "again": 0}
    assert counts.refusals == {"id_reused": 1, "not_found": 1}
    assert sum(counts.acks.counts) == 3
    assert counts.batches.sum == 5
    assert counts.opened == 2


@crossing
async def test_a_delivery_is_counted_for_each_socket_and_timed_now_and_then(
    connect, ada, bob, lobby, counts
):
    lines = [await connect(ada), await connect(bob)]

    for n in range(5):
        await lines[0].asked(lobby, f"{n}")
        for line in lines:
            await line.hear("message.posted")

    assert counts.deliveries == 10
    assert 1 <= sum(counts.delays.counts) <= 5
    assert 0 < counts.delays.sum < 60


async def test_of_many_deliveries_few_are_timed():
    counts, entry = Counts(), Entry(1, "1", at=time.time())
    for _ in range(1000):
        counts.told([entry], followers=100)
    await asyncio.sleep(0)

    assert counts.deliveries == 100_000
    assert sum(counts.delays.counts) <= 3


@crossing
async def test_what_the_layer_did_not_bring_is_counted(connect, ada, bob, lobby, counts):
    line = await connect(ada)
    server = await process.start()
    lines = [messages.Line(lobby.pk, bob, uuid.uuid4(), f"{n}") for n in range(3)]
    posted = await database.write(messages.post_all, lines)

    server.feeds.of(lobby.pk).heard_of(posted[-1].seq)
    for _ in posted:
        await line.hear("message.posted")

    assert counts.repairs["poll"] == 1
    assert counts.missed == 3


async def test_a_socket_that_takes_nothing_is_counted_when_it_is_dropped(monkeypatch, counts):
    monkeypatch.setattr(limits, "STALLED_SECONDS", 0.01)
    gone = asyncio.Event()

    class Stuck:
        lost, soon = gone.set, asyncio.get_running_loop().call_soon

        def push(self, text):
            return False

        async def transmit(self, text):
            await asyncio.sleep(60)

    Outbox(Stuck(), lambda: None).put("Hello")
    await gone.wait()

    assert counts.evictions == 1


@crossing
async def test_sockets_that_the_chat_closes_are_counted_by_code(connect, ada, counts, caplog):
    line = await connect(ada)
    server = await process.start()
    [connection] = server.access.everyone()
    ada.is_active = False
    await database.write(ada.save)

    await server.access.check_sessions()

    assert await line.closed() == 4403
    assert counts.closes == {4403: 1}
    [record] = [r for r in caplog.records if r.message == "a socket is closed"]
    assert (record.connection, record.user, record.code) == (str(connection.id), ada.pk, 4403)


@crossing
async def test_every_metric_has_its_row_on_the_page_of_operations():
    told = metrics.text(await process.start()).decode()
    there = set(re.findall(r"^# TYPE (chat_\w+) ", told, re.M))
    page = Path(__file__).parents[2].joinpath("docs/operations.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `chat_")]
    named = set(re.findall(r"chat_\w+", " ".join(rows)))

    assert len(there) > 20
    # SQLite has no pool.
    assert there | POOL == named


@crossing
async def test_a_busy_loop_is_felt(counts):
    server = await process.start()
    for _ in range(3):
        time.sleep(limits.LAG_SECONDS * 2)  # noqa: ASYNC251
        await asyncio.sleep(limits.LAG_SECONDS)

    assert counts.lags.sum > limits.LAG_SECONDS / 2
    assert server.watch.shown()["points"]
