"""A crowd that talks at servers to which things are done meanwhile."""

from contextlib import asynccontextmanager
from itertools import cycle

from .crowd import Crowd
from .records import Sent, Told


@asynccontextmanager
async def talking(*victims, clients, through=None, **more):
    """A crowd, that has its `violations` at the end. `through` is a proxy before the server."""
    try:
        for victim in victims:
            await victim.start()
        turns = cycle(victims)
        crowd = Crowd(
            await victims[0].ask(f"people.made({clients})"),
            lambda key: next(turns).dial(key, through and through.port),
            **more,
        )
        try:
            await crowd.gather()
            yield crowd
            await crowd.settle()
            crowd.violations = await crowd.verdict(lambda: victims[0].ask("ledger.read()"))
        finally:
            await crowd.disperse()
    finally:
        for victim in victims:
            if victim.process:
                await victim.kill()


def lateness(records, since, until):
    """After how many seconds others heard each line that was said in this time, in order."""
    said = {record.hash: record.t_inv for record in records if isinstance(record, Sent)}
    return sorted(
        record.t - said[record.hash]
        for record in records
        if isinstance(record, Told) and since <= said.get(record.hash, 0) < until
    )
