"""`migrate` is killed in the middle, again and again, and goes on from there with every word."""

import os
import random
import shutil

import pytest

from tests.server import database

from .upgrade import Upgrade

KILLS = int(os.environ.get("KILLS", 1))
# From before there was a search, and from before its terms had times in them.
VERSIONS = BEFORE_TERMS, BEFORE_TIMES = "0006", "0011"
POSTGRESQL = bool(os.environ.get("DATABASE_URL"))
WORST = {
    # A migration was run, and nobody has written down yet that it was.
    BEFORE_TERMS: "0011_absence",
    # The triggers that keep the index are there, and what was said is not in it yet.
    BEFORE_TIMES: "TRIGGER rooms_search_forget" if POSTGRESQL else "'rebuild'",
}


@pytest.fixture(scope="module", params=VERSIONS)
def old(request, tmp_path_factory):
    """A filled chat of this version: its folder, its settings and what was said there."""
    with database() as settings:
        folder = tmp_path_factory.mktemp("old")
        yield request.param, folder, settings, Upgrade(folder, **settings).fill(request.param)


@pytest.fixture
def upgrade(old, tmp_path):
    """A copy of it that is about to be upgraded."""
    _, folder, settings, _ = old
    shutil.copytree(folder, tmp_path / "copy")
    with database(**settings) as own:
        yield Upgrade(tmp_path / "copy", **own)


def test_killed_where_it_hurts_most_it_goes_on(old, upgrade):
    version, *_, said = old

    assert upgrade.dies(WORST[version])
    assert upgrade.ask("old.upgraded()") == said


def test_killed_at_random_it_goes_on(old, upgrade):
    came = [upgrade.dies(random.randint(1, 90)) for _ in range(KILLS)]

    print(f"\nkilled {sum(came)} times")
    assert upgrade.ask("old.upgraded()") == old[-1]


def test_a_backup_of_it_is_restored_by_what_is_newer(old, upgrade, tmp_path):
    file = str(tmp_path / "a.zip")
    upgrade.manage("backup", file, "--verify")
    assert upgrade.ask("old.upgraded()") == old[-1]

    upgrade.manage("restore", file, "--replace")
    assert upgrade.ask("old.upgraded()") == old[-1]


def test_two_that_begin_together_do_it_once(old, upgrade):
    both = [upgrade.begin(), upgrade.begin()]

    assert [each.wait() for each in both] == [0, 0]
    assert upgrade.ask("old.upgraded()") == old[-1]
