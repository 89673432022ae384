"""What `python -m tests` runs where something is missing, and what it says about it."""

import pytest

from tests import __main__ as all_tests
from tests import services


class Noted(all_tests.Runs):
    """Runs nothing, and keeps what it would have run."""

    def __init__(self):
        super().__init__()
        self.ran = []

    def run(self, name, *command, **settings):
        self.ran.append((name, settings))


@pytest.fixture
def runs(monkeypatch):
    """The runs on servers, where these answer."""
    monkeypatch.setattr(all_tests, "CI", False)
    monkeypatch.setattr(all_tests, "how_many", lambda pytest: "7 tests")

    def runs(postgresql, redis):
        monkeypatch.setattr(services, "postgresql_answers", lambda: postgresql)
        monkeypatch.setattr(services, "redis_answers", lambda: redis)
        noted = Noted()
        all_tests.servers(noted, ("pytest",))
        return noted

    return runs


def test_with_both_all_run_on_both(runs):
    found = runs(postgresql=True, redis=True)

    [(_, settings)] = found.ran
    assert set(settings) == {"DATABASE_URL", "REDIS_URL"}
    assert found.words == []


def test_without_redis_all_run_on_postgresql_and_it_is_said(runs):
    found = runs(postgresql=True, redis=False)

    [(_, settings)] = found.ran
    assert set(settings) == {"DATABASE_URL"}
    [words] = found.words
    assert words.startswith("Skipped: 7 tests on Redis, ")


def test_without_postgresql_none_run_and_it_is_said(runs):
    found = runs(postgresql=False, redis=True)

    assert found.ran == []
    [words] = found.words
    assert words.startswith("Skipped: 7 tests on PostgreSQL and Redis, ")


@pytest.mark.parametrize("redis", [True, False])
def test_where_all_is_expected_to_be_there_what_is_missing_fails(runs, monkeypatch, redis):
    monkeypatch.setattr(all_tests, "CI", True)

    assert not runs(postgresql=True, redis=True).failed
    assert runs(postgresql=not redis, redis=redis).failed
