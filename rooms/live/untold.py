"""Work of which others hear only when its author has been answered."""

from functools import partial

from rooms.wire import publish

from . import database


async def write(work, *args):
    """(what `work(*args)` returns, a function that tells what it did), run in a writer's thread."""
    return await database.write(_held, work, args)


def _held(work, args):
    with publish.held() as told:
        return work(*args), partial(publish.give, told)
