"""A turnstile before a way in: who comes at once enters one by one."""

from collections import deque

from rooms import limits


class Turnstile:
    """There is a moment between any two for everything else, as fifty together would keep the loop
    for so long that others' lines were twenty milliseconds late; and a longer one between two of
    the same session, before which others go.
    """

    def __init__(self):
        # Of each session what waits, for as long as another one of it would have to.
        self._waiting = {}
        self._next = deque()
        self._is_open = True

    def let_in(self, loop, session, enter):
        """Have this called in its turn, at once if nobody came just before."""
        if session in self._waiting:
            self._waiting[session].append(enter)
        else:
            self._waiting[session] = deque([enter])
            self._line_up(loop, session)

    def _line_up(self, loop, session):
        self._next.append(session)
        if self._is_open:
            self._turn(loop)

    def _turn(self, loop):
        self._is_open = not self._next
        if self._next:
            session = self._next.popleft()
            loop.call_later(limits.TURNSTILE_SECONDS, self._turn, loop)
            loop.call_later(limits.SESSION_TURNSTILE_SECONDS, self._another, loop, session)
            self._waiting[session].popleft()()

    def _another(self, loop, session):
        """Of this session another one may enter."""
        if self._waiting[session]:
            self._line_up(loop, session)
        else:
            del self._waiting[session]
