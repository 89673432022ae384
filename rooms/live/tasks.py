"""Work of the process, that no connection can cancel."""

import asyncio
import logging
from contextvars import Context

logger = logging.getLogger(__name__)

# What fails is not tried more often than this: its log would hold nothing else.
AGAIN_SECONDS = 0.5


class Tasks:
    """Keeps hold of what was started, and logs what fails."""

    def __init__(self):
        self._running = set()

    def start(self, work):
        """Run a coroutine on its own. Returns its task."""
        # A fresh context: the caller's may hold an executor that is gone by the time
        # the work first touches the database.
        task = asyncio.get_running_loop().create_task(work, context=Context())
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def every(self, seconds, work):
        """Run `work()` again and again, with a pause of `seconds` (or what it returns), and never
        a shorter one than half a second where it failed.
        """
        return self.start(_again(seconds, work))

    async def stop(self):
        """End all that runs, and wait until it has."""
        while running := list(self._running):
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=1)

    def _ended(self, task):
        self._running.discard(task)
        if not task.cancelled() and task.exception():
            fault = task.exception()
            logger.error("%s: %s", task.get_coro().__qualname__, type(fault).__name__)
            logger.debug("", exc_info=fault)


def is_wanted():
    """Whether nobody has cancelled the task that asks.

    A library may turn a cancellation into an error of its own, or lose it: whoever goes round
    in a loop has to look.
    """
    return not asyncio.current_task().cancelling()


async def _again(seconds, work):
    while True:
        try:
            pause = await work()
        except Exception as fault:
            logger.warning("%s: %s", work.__qualname__, type(fault).__name__)
            logger.debug("", exc_info=fault)
            pause = max(seconds, AGAIN_SECONDS)
        if not is_wanted():
            return
        await asyncio.sleep(seconds if pause is None else pause)
