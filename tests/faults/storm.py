"""A crowd that talks while its server is killed and started again, over and over."""

from tests.server import database

from .crowd import Crowd
from .victim import SERVE, Victim

CLIENTS = 14


async def storm(folder, kills, program=SERVE, **settings):
    """Violations, figures, and the seconds after which each start had people in again."""
    with database() as found:
        victim = Victim(folder, program, **found | settings)
        await victim.start()
        crowd = Crowd(await victim.ask(f"people.made({CLIENTS})"), victim.dial)
        try:
            await crowd.gather()
            for _ in range(kills):
                await victim.live_a_little()
                await victim.kill()
                await victim.start()
            await crowd.settle()
            violations = await crowd.verdict(lambda: victim.ask("ledger.read()"))
        finally:
            await crowd.disperse()
            await victim.kill()
    return violations, crowd.figures(), victim.starts
