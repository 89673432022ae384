"""Servers are killed over and over while people talk, and nothing that was acked is lost."""

import asyncio
import os

import pytest

from ..own import LACKING, Postgres, Redis, own
from .storm import ANY, CLIENTS, NAMED, killed, mixed, storm
from .team import Team
from .victim import SPOILT, Victim

KILLS = int(os.environ.get("KILLS", len(NAMED + ANY)))
MANY = int(os.environ.get("KILLS", 350))


def report(what, kills, victims, crowd, met):
    starts, gaps = sorted(sum((victim.starts for victim in victims), [])), crowd.gaps()
    print(f"\n{what}, {kills} kills: {crowd.figures()}, {len(crowd.violations)} violations")
    print(f"at {dict(sorted(met.items()))}")
    print(
        f"accepting again after {starts[len(starts) // 2]:.2f} s, at most {starts[-1]:.2f} s;",
        end="",
    )
    print(f" {len(gaps)} gaps of {gaps[len(gaps) // 2]:.2f} s, at most {gaps[-1]:.2f} s")


def test_killing_the_server_loses_doubles_and_reorders_nothing(tmp_path):
    victim, crowd, met = asyncio.run(storm(tmp_path, mixed(KILLS)))

    report("one server", KILLS, [victim], crowd, met)
    assert crowd.violations == []
    assert crowd.figures()["acked"] > 10 * KILLS
    assert crowd.figures()["connections"] > KILLS * CLIENTS / 2
    assert KILLS < len(NAMED + ANY) or set(NAMED) <= set(met)


def servers(folder, **settings):
    """Two by themselves."""
    for name in ("one", "two"):
        (folder / name).mkdir()
    return [Victim(folder / name, SPOILT, **settings) for name in ("one", "two")]


def workers(folder, **settings):
    """Two of one server, that starts another at once for each that ends."""
    return [Team(folder, BROKEN="starts workers again at once", **settings)]


def alone(folder, **settings):
    """One on SQLite."""
    return [Victim(folder, SPOILT, **settings | {"DATABASE_URL": "", "REDIS_URL": ""})]


@pytest.mark.torture
@pytest.mark.skipif(bool(LACKING), reason=f"{LACKING} is not installed")
@pytest.mark.parametrize("kind", [alone, servers, workers])
def test_a_thousand_kills_lose_double_and_reorder_nothing(tmp_path, kind):
    with own(Postgres) as postgres, own(Redis) as redis:
        settings = {"DATABASE_URL": postgres.database(), "REDIS_URL": redis.url}
        victims = kind(tmp_path, SECRET_KEY="the same for all" * 4, **settings)
        crowd, met = asyncio.run(killed(victims, mixed(MANY), patient=kind is workers))

    report(kind.__doc__, MANY, victims, crowd, met)
    assert crowd.violations == []
    assert MANY < len(NAMED + ANY) or set(NAMED) <= set(met)
