"""People come, and join a group, while much is said: they miss nothing and hear nothing twice."""

import asyncio
import os

import pytest

from .joining import joined

JOINS = int(os.environ.get("JOINS", 1000))


def run(folder, count):
    crowd, rate = asyncio.run(joined(folder, count))
    print(f"\n{crowd.joins()} joins beside {rate:.0f} lines a second: {crowd.figures()}")
    assert crowd.violations == []


def test_who_joins_misses_nothing_and_hears_nothing_twice(tmp_path):
    run(tmp_path, 60)


@pytest.mark.torture
def test_a_thousand_joins_miss_nothing_and_hear_nothing_twice(tmp_path):
    run(tmp_path, JOINS)
