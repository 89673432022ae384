"""They do what asyncio's do, whatever order things happen in; and threads share what C has."""

import asyncio
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from rooms.management import memory

# Where glibc puts what a thread has of its own.
ARENA_BYTES = 64 * 2**20
MAPPED = re.compile(r"^([0-9a-f]+)-[0-9a-f]+ rw-p 00000000 00:00 0 *$", re.MULTILINE)
QUEUE_STEPS = some.lists(some.sampled_from(["put", "take", "give up", "go on"]), max_size=40)
STEPS = ["set", "clear", "wait", "give up", "go on"]
EVENT_STEPS = some.lists(some.sampled_from(STEPS), max_size=40)


async def taken(queue, steps):
    """What was taken after each step by a task that takes one at a time and may be cancelled."""
    got, taking, count, seen = [], None, 0, []

    async def take():
        got.append(await queue.get())

    for step in steps:
        if step == "put":
            queue.put_nowait(count)
            count += 1
        elif step == "take" and (taking is None or taking.done()):
            taking = asyncio.ensure_future(take())
        elif step == "give up" and taking is not None:
            taking.cancel()
            await asyncio.wait([taking])
        elif step == "go on":
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        seen.append((list(got), queue.empty()))
    if taking is not None:
        taking.cancel()
        await asyncio.wait([taking])
    while not queue.empty():
        got.append(await queue.get())
    assert got == list(range(count))
    return seen


async def woken(event, steps):
    """Who has gone on after each step at which everybody could."""
    waiting, gone_on, seen = {}, [], []

    async def wait(number):
        await event.wait()
        gone_on.append(number)

    for number, step in enumerate(steps):
        if step == "wait":
            waiting[number] = asyncio.ensure_future(wait(number))
        elif step == "give up" and waiting:
            waiting.pop(min(waiting)).cancel()
        elif step in ("set", "clear"):
            getattr(event, step)()
            continue
        for _ in range(5):
            await asyncio.sleep(0)
        seen.append(sorted(gone_on))
    for task in waiting.values():
        task.cancel()
    return seen


@given(QUEUE_STEPS)
def test_a_queue_loses_nothing_and_keeps_the_order(steps):
    ours = asyncio.run(taken(memory.Queue(), steps))
    assert ours == asyncio.run(taken(asyncio.Queue(), steps))


@given(EVENT_STEPS)
def test_an_event_wakes_whom_asyncio_s_wakes(steps):
    theirs = asyncio.Event()
    theirs.set()
    assert asyncio.run(woken(memory.Event(), steps)) == asyncio.run(woken(theirs, steps))


def test_threads_share_memory_also_where_files_were_collected_at_the_start(elsewhere):
    elsewhere.start()
    maps = Path(f"/proc/{elsewhere.process.pid}/maps").read_text()
    starts = [int(start, 16) for start in MAPPED.findall(maps)]
    assert sum(start % ARENA_BYTES == 0 for start in starts) == 1
