"""The checker sees what is wrong with a server that breaks a promise, and nothing else."""

import asyncio

import pytest

from .broken import HOW
from .storm import storm

KILLS = 4
TRIES = 4
BROKEN = {
    "answers late": None,
    "acks before the commit": "I1",
    "keeps what is sent again once more": "I2",
    "believes the layer": "I5",
}


@pytest.mark.parametrize("how", HOW)
def test_a_server_that_breaks_a_promise_is_found_out(how, tmp_path):
    program = ("-m", "tests.faults.broken", how)

    # A kill may miss the moment in which it would have shown.
    for attempt in range(TRIES):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        # Without Redis, as one way to break it has a layer of its own.
        violations, figures, _ = asyncio.run(storm(folder, KILLS, program, REDIS_URL=""))
        print(f"\na server that {how}: {figures}, {len(violations)} violations")
        found = {violation.promise for violation in violations}
        if found or not BROKEN[how]:
            break

    assert BROKEN[how] in found if BROKEN[how] else not found
