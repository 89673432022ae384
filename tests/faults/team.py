"""A server of several workers, of which one is killed at a time; their parent starts another."""

import asyncio
import os
import random
import signal

from tests.workers import Workers

from .victim import SPOILT, Victim

COUNT = 2


class Team(Victim):
    pids = Workers.pids
    holder = Workers.holder

    def __init__(self, folder, program=(*SPOILT, "--workers", str(COUNT)), **settings):
        super().__init__(folder, program, **settings)
        self.before = ()

    async def start(self):
        """Returns once all its workers are there; those that are killed come back by themselves."""
        if self.process is None:
            await super().start()
            return
        while len(self.pids()) < COUNT:
            await asyncio.sleep(0.01)

    async def fall(self, instant=None):
        """One of its workers is killed, whichever comes to this instant first."""
        self.before = self.pids()
        came = instant and await self.meets(instant, "kill", self._lost_one)
        if not came:
            os.kill(random.choice(self.before), signal.SIGKILL)
            await self._lost_one()
        return came

    async def _lost_one(self):
        while set(self.before) <= set(self.pids()):
            await asyncio.sleep(0.01)
