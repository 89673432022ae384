"""`manage.py serve --workers`: who is refused, and what the parent does with those it has."""

import asyncio
import os
import signal
import time
from urllib.request import urlopen

import pytest

from ..server import database
from ..tab import Tab
from ..workers import Workers
from .test_several_servers import AWAY

DATABASE_URL = os.environ.get("DATABASE_URL")
on_postgresql = pytest.mark.skipif(not DATABASE_URL, reason="DATABASE_URL names no PostgreSQL")

UNDONE = """
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder.Migration.objects.filter(app="rooms").latest("id").delete()
"""


@pytest.fixture
def workers(tmp_path):
    """Start two workers; they serve without a Redis that answers, too."""
    servers = []
    with database() as found:

        def workers(folder="one", **settings):
            servers.append(Workers(tmp_path / folder, **found | {"REDIS_URL": AWAY} | settings))
            return servers[-1].start()

        yield workers
        for each in servers:
            each.stop()


async def goodbye(tab):
    """The code of the goodbye, and the code with which the server closed."""
    code = await tab.closed()
    return (await tab.hear("bye"))["code"], code


def needs(server):
    assert server.process.wait(20) == 1
    assert "Traceback" not in server.output
    return {word for word in ("DATABASE_URL", "REDIS_URL") if word in server.output}


def test_several_workers_without_what_they_share_are_refused(server):
    alone = {"DATABASE_URL": "", "REDIS_URL": "", "WORKERS": "3"}
    refused = server(**alone).start()
    assert needs(refused) == {"DATABASE_URL", "REDIS_URL"}
    assert "3 workers" in refused.output
    assert needs(server(**alone | {"REDIS_URL": AWAY}).start()) == {"DATABASE_URL"}
    assert needs(server(**alone | {"WORKERS": "1"}).start("serve", "--workers", "0")) == set()


@on_postgresql
def test_several_workers_on_postgresql_need_redis(workers):
    assert needs(workers(REDIS_URL="")) == {"REDIS_URL"}


@on_postgresql
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_all_with_a_goodbye(workers, sign):
    server = workers()
    pids = server.pids()
    async with Tab(server, server.sign_in("ada")) as tab:
        server.process.send_signal(sign)
        assert await goodbye(tab) == (1012, 1012)
        assert await asyncio.to_thread(server.process.wait, 12) == 0
    assert len(pids) == 2
    assert not any(map(is_alive, pids))
    assert "Traceback" not in server.output


@on_postgresql
def test_a_worker_that_dies_is_replaced_and_nobody_is_turned_away(workers):
    server = workers()
    before = server.pids()
    server.kill(before[0])
    [new] = set(server.pids()) - set(before)
    os.kill(new, signal.SIGSTOP)

    # However long the new worker takes, nobody waits for it.
    for _ in range(8):
        with urlopen(f"{server.address}/admin/login/", timeout=30) as page:
            assert page.status == 200
    os.kill(new, signal.SIGCONT)
    assert before[1] in server.pids()
    assert f"worker {before[0]} ended" in server.output


@on_postgresql
async def test_workers_are_renewed_one_after_the_other(workers):
    server = workers()
    before = set(server.pids())
    async with Tab(server, server.sign_in("ada")) as tab:
        server.process.send_signal(signal.SIGHUP)
        assert await goodbye(tab) == (1012, 1012)
    await asyncio.to_thread(server.until, lambda: "all workers are new" in server.output)

    assert len(server.pids()) == 2
    assert not before & set(server.pids())


@on_postgresql
def test_workers_that_want_other_tables_do_not_take_the_place_of_the_old(workers):
    server = workers()
    before = set(server.pids())
    server.run(UNDONE)
    server.process.send_signal(signal.SIGHUP)
    server.until(lambda: "all others stay" in server.output)

    assert "The program is newer than the tables" in server.output
    assert set(server.pids()) == before
    assert urlopen(f"{server.address}/admin/login/").status == 200


@on_postgresql
def test_without_their_parent_workers_end(workers):
    server = workers()
    pids = server.pids()
    server.process.kill()
    server.process.wait()

    deadline = time.monotonic() + 15
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@on_postgresql
def test_two_chats_do_not_share_a_port(workers):
    key = "the same for both" * 4
    port = workers(SECRET_KEY=key).address.rpartition(":")[2]
    second = workers("two", PORT=port, SECRET_KEY=key)

    assert second.process.wait(20) == 1
    assert f"PORT {port}: address already in use" in second.output


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
