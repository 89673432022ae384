"""A crowd that talks while its servers are killed and started again, over and over."""

import asyncio
import random
from collections import Counter
from itertools import cycle

from tests.server import database

from . import instants
from .talk import talking
from .victim import SPOILT, Victim

CLIENTS = 14
# How many lines are answered before the next kill: so that the machine's speed changes nothing.
# Some come before the first.
ANSWERS = (-20, 150)
AFTERWARDS, MOVES = 100, 4
MOMENT_SECONDS = 0.05
AGAIN_SECONDS = 2
# Nobody asks the assistant in a crowd.
NAMED = sorted({*instants.NAMES} - {"mid_answer"})
ANY = [None] * 4
ARRIVING = {"after_subscribe", "mid_snapshot", "before_flush"}


async def storm(folder, moments, **settings):
    """One server, the crowd, and how often each instant was met, after the server was killed at
    these moments: the names of instants, or None.
    """
    with database() as found:
        victim = Victim(folder, SPOILT, **found | settings)
        return victim, *await killed([victim], moments)


async def killed(victims, moments, patient=False):
    """These are killed in turn, and their database stumbles meanwhile.

    `patient` waits after each kill until everybody is back.
    """
    met, turns = Counter(), cycle(victims)
    async with talking(*victims, clients=CLIENTS) as crowd:
        for instant in moments:
            victim = next(turns)
            instants.arm(victim.instants, random.choice(instants.WRITING), "stumble")
            await crowd.gets_answers(random.randint(*ANSWERS))
            await asyncio.sleep(random.uniform(0, MOMENT_SECONDS))
            fall = asyncio.create_task(victim.fall(instant))
            # A room is opened anew only where everybody had left it.
            while instant in ARRIVING and not fall.done():
                await crowd.come_again()
                await asyncio.wait({fall}, timeout=AGAIN_SECONDS)
            met[instant if await fall else "any"] += 1
            await victim.start()
            if patient:
                await crowd.is_back()
        await crowd.gets_answers(AFTERWARDS, MOVES)
    return crowd, met


def mixed(count):
    """So many moments: each instant as often as the others, and None for any, in no order."""
    found = []
    while len(found) < count:
        found += random.sample(NAMED + ANY, len(NAMED + ANY))
    return found[:count]
