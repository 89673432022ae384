"""The server is killed over and over while people talk, and nothing that was acked is lost."""

import asyncio
import os

from .storm import CLIENTS, storm

KILLS = int(os.environ.get("KILLS", 30))


def test_killing_the_server_loses_doubles_and_reorders_nothing(tmp_path):
    violations, figures, starts = asyncio.run(storm(tmp_path, KILLS))

    starts.sort()
    print(f"\n{KILLS} kills: {figures}, {len(violations)} violations")
    print(f"accepting again after {starts[len(starts) // 2]:.2f} s, at most {starts[-1]:.2f} s")
    assert violations == []
    assert figures["acked"] > 10 * KILLS
    assert figures["connections"] > KILLS * CLIENTS / 2
