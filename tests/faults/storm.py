"""A crowd that talks while its server is killed and started again, over and over."""

import asyncio
import random

from tests.server import database

from .crowd import Crowd
from .victim import SERVE, Victim

CLIENTS = 14
# How many lines a server answers before it is killed: so that the machine's speed changes nothing.
# Some are killed before the first.
ANSWERS = (-20, 150)
MOMENT_SECONDS = 0.05


async def storm(folder, kills, program=SERVE, **settings):
    """Violations, figures, and the seconds after which each start had people in again."""
    with database() as found:
        victim = Victim(folder, program, **found | settings)
        await victim.start()
        crowd = Crowd(await victim.ask(f"people.made({CLIENTS})"), victim.dial)
        try:
            await crowd.gather()
            for _ in range(kills):
                await crowd.gets_answers(random.randint(*ANSWERS))
                await asyncio.sleep(random.uniform(0, MOMENT_SECONDS))
                await victim.kill()
                await victim.start()
            await crowd.settle()
            violations = await crowd.verdict(lambda: victim.ask("ledger.read()"))
        finally:
            await crowd.disperse()
            await victim.kill()
    return violations, crowd.figures(), victim.starts
