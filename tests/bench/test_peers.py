"""Each server that is there can really be measured: `make torture`."""

import pytest

from bench import cases
from bench.peers import ALL


def there(key):
    if lacks := ALL[key].lacks():
        pytest.skip(lacks)
    return ALL[key]


@pytest.mark.torture
@pytest.mark.parametrize("key", ALL)
async def test_all_that_is_said_in_rooms_is_heard_there_alone(key):
    found = (await cases.rooms(there(key), seconds=0.5))["saturated"]
    faults = [found[name] for name in ("missing", "extra", "disorder", "closed")]
    assert faults == [0, 0, 0, 0]


@pytest.mark.torture
@pytest.mark.parametrize("key", cases.CASES["history"].peers)
async def test_the_newest_of_many_are_there(key):
    turns = await cases.history(there(key), 0, rows=500)
    assert [turn["middle"] > 0 for turn in turns] == [True] * 3


def test_what_is_not_installed_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert ALL["prosody"].lacks().startswith("Prosody is passed over: it needs prosody")
    assert ALL["chat"].lacks() == ""
