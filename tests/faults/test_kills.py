"""The server is killed over and over while people talk, and nothing that was acked is lost."""

import asyncio
import os

from .crowd import Crowd
from .victim import Victim

KILLS = int(os.environ.get("KILLS", 30))
CLIENTS = 14


async def storm(victim, kills):
    """Violations and figures of a crowd that talks while its server is killed."""
    await victim.start()
    crowd = Crowd(await victim.ask(f"people.made({CLIENTS})"), victim.dial)
    await crowd.gather()
    for _ in range(kills):
        await victim.live_a_little()
        await victim.kill()
        await victim.start()
    await crowd.settle()
    violations = await crowd.verdict(lambda: victim.ask("ledger.read()"))
    await crowd.disperse()
    await victim.kill()
    return violations, crowd.figures()


def test_killing_the_server_loses_doubles_and_reorders_nothing(tmp_path):
    victim = Victim(tmp_path)

    violations, figures = asyncio.run(storm(victim, KILLS))

    starts = sorted(victim.starts)
    print(f"\n{KILLS} kills: {figures}, {len(violations)} violations")
    print(f"accepting again after {starts[len(starts) // 2]:.2f} s, at most {starts[-1]:.2f} s")
    assert violations == []
    assert figures["acked"] > 10 * KILLS
    assert figures["connections"] > KILLS * CLIENTS / 2
