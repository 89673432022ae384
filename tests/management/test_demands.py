"""PostgreSQLs on which the chat's promises would not hold, and which it refuses."""

import os
import re

import psycopg
import pytest

from ..own import LACKING, Postgres, own
from ..server import created
from .pooler import NO_POOLER, Pooler

DATABASE_URL = os.environ.get("DATABASE_URL")
on_postgresql = pytest.mark.skipif(not DATABASE_URL, reason="DATABASE_URL names no PostgreSQL")


@pytest.fixture
def database():
    """The address of a new database, and what runs a statement about it."""

    def run(statement):
        with psycopg.connect(DATABASE_URL, autocommit=True) as admin:
            admin.execute(statement.format(name=name))

    with created(DATABASE_URL, os.environ.get("TEST_LENT_DATABASE") or "template1") as made:
        name = made.rpartition("/")[2]
        yield made, run


def refusal(server):
    """Why it did not start."""
    assert server.process.wait(20) == 1, server.output
    assert "Traceback" not in server.output
    return server.output


@on_postgresql
@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        ("synchronous_commit", "off"),
        ("default_transaction_isolation", "'repeatable read'"),
        ("default_transaction_read_only", "on"),
    ],
)
def test_what_it_says_to_do_helps(server, database, setting, wrong):
    address, run = database
    run(f'ALTER DATABASE "{{name}}" SET {setting} = {wrong}')
    chat = server(DATABASE_URL=address)

    [remedy] = re.findall("ALTER DATABASE .*;", refusal(chat.start()))
    run(remedy)

    assert chat.start().address, chat.output


@on_postgresql
def test_a_database_in_which_letters_are_missing_is_refused(server, database):
    _, run = database
    run("CREATE DATABASE \"{name}_l\" ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    try:
        assert "LATIN1" in refusal(server(DATABASE_URL=f"{database[0]}_l").start())
    finally:
        run('DROP DATABASE "{name}_l"')


@on_postgresql
def test_it_says_when_workers_may_lack_connections(server, database):
    address, run = database
    run('ALTER DATABASE "{name}" CONNECTION LIMIT 20')
    chat = server(DATABASE_URL=address, REDIS_URL="redis://127.0.0.1:1", WORKERS="2").start()

    assert chat.address
    assert "2 workers may want 34 connections" in chat.output
    assert "gives them 20" in chat.output


@pytest.mark.torture
@pytest.mark.skipif(bool(LACKING), reason=f"{LACKING} is not installed")
def test_one_that_does_not_wait_for_its_disk_is_refused(server):
    class Careless(Postgres):
        def command(self):
            return [*super().command(), "-c", "fsync=off"]

    with own(Careless) as postgres:
        assert "fsync" in refusal(server(DATABASE_URL=postgres.url).start())


@pytest.mark.skipif(bool(NO_POOLER), reason=f"{NO_POOLER} is not installed")
@on_postgresql
@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_a_pooler_serves_if_a_session_stays_what_it_is(server, database, mode):
    with own(Pooler.of(database[0], mode)) as pooler:
        chat = server(DATABASE_URL=pooler.url).start()
        if mode == "session":
            assert chat.address, chat.output
        else:
            assert "pool_mode = session" in refusal(chat)
        chat.stop()
