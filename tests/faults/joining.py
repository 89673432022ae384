"""A crowd that talks, and comes and goes all the time."""

import asyncio
import random
import time

from tests.server import database

from . import instants
from .storm import ARRIVING
from .talk import talking
from .victim import SPOILT, Victim

CLIENTS = 12
# Half of them stay, and say about 200 lines in a second.
STAY, PAUSE_SECONDS = 6, 0.03
STRETCHED = "slow 0.1"
LISTEN_SECONDS = 0.3


async def come_and_go(client):
    """Come, with what one holds or with nothing, listen a while, and break off."""
    while True:
        await client.ready.wait()
        await asyncio.sleep(random.uniform(0, LISTEN_SECONDS))
        if random.random() < 0.5:
            client.copies.rooms.clear()
        await client.socket.close()
        while client.ready.is_set():
            await asyncio.sleep(0.01)


async def joined(folder, count, **settings):
    """A crowd that has come so often, and how many lines it was told in a second meanwhile."""
    with database() as found:
        victim = Victim(folder, SPOILT, **found | settings)
        more = {"clients": CLIENTS, "pause_seconds": PAUSE_SECONDS}
        async with talking(victim, **more) as crowd:
            for name in ARRIVING:
                instants.arm(victim.instants, name, STRETCHED)
            began, before = time.monotonic(), crowd.answers()
            coming = [asyncio.create_task(come_and_go(one)) for one in crowd.clients[STAY:]]
            while crowd.joins() < count:
                await asyncio.sleep(0.05)
            rate = (crowd.answers() - before) / (time.monotonic() - began)
            for task in coming:
                task.cancel()
    return crowd, rate
