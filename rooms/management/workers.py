"""Several workers behind one port: started, kept, renewed one after the other, and ended.

Each has a socket of its own, so that the kernel shares out evenly who comes. It stays open while
its worker is renewed, so nobody who knocks meanwhile is turned away. When a worker ends by itself
and others serve, it is closed: who knocks comes to the others, and does not wait for the next.
"""

import asyncio
import logging
import signal
import socket
import subprocess
import sys
import time

from django.core.management import CommandError

from . import server

logger = logging.getLogger(__name__)

AT_ONCE_SECONDS = 10
TRIES = 4
LONGEST_PAUSE_SECONDS = 30
# A worker is gone within ten seconds by itself.
END_SECONDS = 12


class Worker:
    """A server process, and the line to it: it says there that it serves, and ends with it."""

    def __init__(self, listener, failures=0):
        self.listener, self.failures = listener, failures
        self.began, self.serves = time.monotonic(), False
        self.line, theirs = socket.socketpair()
        self.line.setblocking(False)
        lent = listener.fileno(), theirs.fileno()
        command = [sys.executable, sys.argv[0], "serve", "--worker", *map(str, lent)]
        with theirs:
            # In a group of its own: Ctrl+C reaches the parent alone, which passes it on.
            self.process = subprocess.Popen(command, pass_fds=lent, process_group=0)

    async def hear(self):
        """Whether it serves; returns when it begins to, or has ended."""
        try:
            self.serves = bool(await asyncio.get_running_loop().sock_recv(self.line, 1))
        except ConnectionError:
            self.serves = False
        if not self.serves:
            self.process.wait()
        return self.serves

    async def end(self):
        """Have it say goodbye, and wait until it is gone."""
        self.process.terminate()
        try:
            async with asyncio.timeout(END_SECONDS):
                while await self.hear():
                    pass
        except TimeoutError:
            self.process.kill()

    def failed(self):
        """How many in a row, with this one, ended as soon as they were started."""
        return self.failures + 1 if time.monotonic() - self.began < AT_ONCE_SECONDS else 0


async def serve(listeners, ready):
    """Keep a worker on each socket until a signal to end comes; calls `ready` once all serve."""
    workers = Workers(listeners, ready)
    workers.loop.add_signal_handler(signal.SIGTERM, workers.over.set)
    workers.loop.add_signal_handler(signal.SIGINT, workers.over.set)
    workers.loop.add_signal_handler(signal.SIGHUP, workers.renew_soon)
    await workers.over.wait()
    await workers.end()
    if workers.gave_up:
        raise CommandError(
            f"No worker serves, and one ended {TRIES} times in a row as soon as it was started."
            " What they said stands above. The chat ends."
        )


def _anew(listener):
    """Another socket at this port, to which nobody comes until its worker listens."""
    with listener:
        return server.listen(*listener.getsockname()[:2], shared=True)


class Workers:
    def __init__(self, listeners, ready):
        self.ready = ready
        self.loop = asyncio.get_running_loop()
        self.over, self.gave_up = asyncio.Event(), False
        self.alive, self.tasks = [], {}
        self.present = [self._start(listener) for listener in listeners]
        for place in range(len(listeners)):
            self.tasks[place] = self.loop.create_task(self._keep(place))

    def renew_soon(self):
        if "renewing" not in self.tasks or self.tasks["renewing"].done():
            self.tasks["renewing"] = self.loop.create_task(self._renew())

    async def end(self):
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*(worker.end() for worker in self.alive))

    def _start(self, listener, failures=0):
        self.alive = [worker for worker in self.alive if worker.process.poll() is None]
        self.alive.append(Worker(listener, failures))
        return self.alive[-1]

    async def _keep(self, place):
        """Have a worker at this place, always."""
        while True:
            worker = self.present[place]
            while await worker.hear():
                if self.ready and all(each.serves for each in self.present):
                    self.ready = self.ready()
            failures = worker.failed()
            if failures >= TRIES and not any(each.serves for each in self.present):
                self.gave_up = True
                self.over.set()
            pause = min(2**failures // 2, LONGEST_PAUSE_SECONDS)
            logger.error("worker %s ended; another comes in %s s", worker.process.pid, pause)
            if any(each.serves for each in self.present):
                worker.listener = _anew(worker.listener)
            await asyncio.sleep(pause)
            self.present[place] = self._start(worker.listener, failures)

    async def _renew(self):
        """Replace one worker after the other; none says goodbye before its successor serves."""
        for place in range(len(self.present)):
            successor = self._start(self.present[place].listener)
            if not await successor.hear():
                logger.error("the new worker did not come to serve: all others stay")
                return
            self.tasks[place].cancel()
            old, self.present[place] = self.present[place], successor
            self.tasks[place] = self.loop.create_task(self._keep(place))
            await old.end()
        logger.info("all workers are new")
