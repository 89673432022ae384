"""The reckoning of docs/scaling.md: it follows what was measured, and more is never cheaper."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench import scaling
from bench.scaling import PROFILES, WALLS, Site, people_at, us_per_line

PAGE = Path(__file__).parent.parent.parent / "docs" / "scaling.md"
# (sockets, lines in a batch) and the us of one worker for a line, by two runs of bench.costs on
# PostgreSQL. No constant of a line was taken from these.
MEASURED = [
    *((10, 1, us) for us in (10_700, 7_300)),
    *((200, 96, us) for us in (1_114, 739)),
    *((10, 8, us) for us in (2_080, 1_018)),
]
FACTOR = 1.5


@pytest.mark.parametrize(("sockets", "lines", "us"), MEASURED)
def test_the_model_agrees_with_what_was_measured(sockets, lines, us):
    assert 1 / FACTOR < us_per_line(sockets, lines) / us < FACTOR


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("profile", PROFILES)
def test_more_people_need_more(wall, profile):
    needs = [WALLS[wall](Site(profile, people, 4)) for people in (10, 100, 1_000, 10_000, 100_000)]
    assert needs == sorted(needs)
    assert needs[0] < needs[-1]


@pytest.mark.parametrize("profile", PROFILES)
def test_more_workers_carry_more_and_the_database_less(profile):
    carried = [people_at("workers, all they do", profile, count) for count in (1, 2, 4, 8, 16)]
    stored = [people_at("PostgreSQL's CPU", profile, count) for count in (1, 2, 4, 8, 16)]
    assert carried == sorted(set(carried))
    assert stored == sorted(stored, reverse=True)


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_stands_where_one_more_is_too_many(wall):
    profile = PROFILES[0]
    people = people_at(wall, profile, 16)
    assert WALLS[wall](Site(profile, people, 16)) <= 1
    if people < scaling.MOST_PEOPLE:
        assert WALLS[wall](Site(profile, people + 1, 16)) > 1


def test_who_says_more_comes_to_the_wall_sooner():
    louder = replace(PROFILES[0], lines=PROFILES[0].lines * 2)
    wall = "workers, all they do"
    assert people_at(wall, louder, 4) < people_at(wall, PROFILES[0], 4)


def test_the_page_shows_what_is_reckoned():
    page = PAGE.read_text()
    assert [line for line in scaling.table() if line not in page] == []
