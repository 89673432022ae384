"""Servers that share a PostgreSQL, each in a folder of its own."""

import os
import signal
import time
from urllib.request import urlopen

import psycopg
import pytest

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="DATABASE_URL names no PostgreSQL"
)
CLAIMED = """
SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND datname = current_database()
"""
AWAY = "redis://127.0.0.1:1/0"
KEY = "the same for both" * 4


@pytest.fixture
def begun(server, tmp_path):
    """Start a server in the folder of this name."""

    def begun(name, redis="", command="serve", key=KEY):
        (tmp_path / name).mkdir(exist_ok=True)
        settings = {"REDIS_URL": redis, "PORT": "0", "SECRET_KEY": key}
        return server(tmp_path / name, **settings).start(*command.split())

    return begun


def is_refused(server, name="REDIS_URL"):
    assert "Traceback" not in server.output
    return server.process.wait(10) == 1 and name in server.output


def answers(server):
    with urlopen(f"{server.address}/admin/login/") as page:
        return page.status == 200


def test_a_second_server_without_redis_is_refused(begun):
    first = begun("one")

    assert is_refused(begun("two"))
    assert is_refused(begun("two", command="runserver --noreload 0"))
    assert is_refused(begun("two", redis=AWAY))
    assert answers(first)

    first.stop(signal.SIGKILL)
    assert answers(begun("two"))


def test_servers_that_have_redis_let_in_none_that_has_not(begun):
    first, second = begun("one", redis=AWAY), begun("two", redis=AWAY)

    assert is_refused(begun("three"))
    assert answers(first)
    assert answers(second)


def test_a_server_with_another_key_is_refused(begun):
    first, second = begun("one", redis=AWAY), begun("two", redis=AWAY)

    assert is_refused(begun("three", redis=AWAY, key=""), "SECRET_KEY")
    assert is_refused(begun("four", redis=AWAY, key="another one" * 4), "SECRET_KEY")
    assert answers(first)

    assert first.stop() == second.stop() == 0
    assert answers(begun("four", redis=AWAY, key="another one" * 4))


def test_other_commands_run_beside_a_server(begun):
    first = begun("one")

    assert first.sign_in("ada")
    first.manage("migrate", "--verbosity", "0")


def test_a_server_goes_on_when_its_claim_is_lost_and_takes_it_again(begun):
    first = begun("one")
    with psycopg.connect(first.environment["DATABASE_URL"], autocommit=True) as database:
        [lost] = database.execute(CLAIMED).fetchone()
        database.execute("SELECT pg_terminate_backend(%s)", [lost])
        deadline = time.monotonic() + 30
        while database.execute(CLAIMED).fetchone() in (None, (lost,)):
            assert time.monotonic() < deadline
            time.sleep(0.2)

    assert is_refused(begun("two"))
    assert answers(first)
    assert first.sign_in("ada")
    assert first.stop() == 0
    assert "Traceback" not in first.output
