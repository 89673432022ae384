"""The checker sees what is wrong with a server that breaks a promise, and nothing else."""

import asyncio

import pytest

from .joining import joined
from .storm import storm

TRIES = 4
JOINS = 60


def killed(*moments):
    async def crowd(folder, **settings):
        return (await storm(folder, moments, **settings))[1]

    return crowd


async def coming(folder, **settings):
    return (await joined(folder, JOINS, **settings))[0]


# At what each is caught, and what is done to it meanwhile.
CAUGHT = {
    "answers late": (None, killed("before_ack", "before_commit")),
    "acks before the commit": ("I1", killed(None)),
    "keeps what is sent again once more": ("I2", killed("before_ack")),
    "publishes before the commit": ("I6", killed(*["before_commit"] * 3)),
    "reads before it listens": ("I5", coming),
    "goes by ids": ("I5", coming),
    "believes the layer": ("I5", killed()),
    "repairs no gap": ("I12", killed()),
    "does not poll": ("I12", killed()),
    "lets anybody write": ("I11", killed()),
    "lets those hear who left": ("I11", killed()),
}


@pytest.mark.parametrize("how", CAUGHT)
def test_a_server_that_breaks_a_promise_is_found_out(how, tmp_path):
    promise, talk = CAUGHT[how]

    # A moment may pass in which it does not show.
    for attempt in range(TRIES):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        # Without Redis, as some ways to break it have a layer of their own.
        crowd = asyncio.run(talk(folder, BROKEN=how, REDIS_URL=""))
        found = {violation.promise for violation in crowd.violations}
        print(f"\na server that {how}: {crowd.figures()}, {len(crowd.violations)} of {found}")
        if found or promise is None:
            break

    assert promise in found if promise else not found
