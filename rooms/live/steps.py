"""Coroutines that are begun by hand: those that need not wait cost no task and no turn."""

import types


def begin(coroutine):
    """Run a coroutine, here and now, up to where it waits. Returns None when it has ended without,
    else what is to be awaited for the rest of it. What it raises until then is raised here; it is
    in no task until then.
    """
    try:
        waits_for = coroutine.send(None)
    except StopIteration:
        return None
    return _rest(coroutine, waits_for)


@types.coroutine
def _rest(coroutine, waits_for):
    while True:
        try:
            result = yield waits_for
        except BaseException as fault:
            action, value = coroutine.throw, fault
        else:
            action, value = coroutine.send, result
        try:
            waits_for = action(value)
        except StopIteration as done:
            return done.value
