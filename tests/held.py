"""A function of the program that waits, in whatever thread it is called, until it may go on."""

import threading

PATIENCE_SECONDS = 10


class Held:
    """`begun` is set when it was called, and it goes on once `goes_on` is set."""

    def __init__(self, monkeypatch, module, name):
        self.begun, self.goes_on = threading.Event(), threading.Event()
        self._work = getattr(module, name)
        monkeypatch.setattr(module, name, self._wait)

    def _wait(self, *asked):
        self.begun.set()
        self.goes_on.wait(PATIENCE_SECONDS)
        return self._work(*asked)
