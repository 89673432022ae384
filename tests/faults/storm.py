"""A crowd that talks while its server is killed and started again, over and over."""

import asyncio
import random

from tests.server import database

from .talk import talking
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
        async with talking(victim, clients=CLIENTS) as crowd:
            for _ in range(kills):
                await crowd.gets_answers(random.randint(*ANSWERS))
                await asyncio.sleep(random.uniform(0, MOMENT_SECONDS))
                await victim.kill()
                await victim.start()
    return crowd.violations, crowd.figures(), victim.starts
