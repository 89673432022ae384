"""A server that people run, and people who speak to it as they like."""

import json
from contextlib import contextmanager
from pathlib import Path

from ..server import Server, database
from ..tab import Tab
from .raw import TEXT, Raw, frame

CANARY = "canary"
PEOPLE = """
import json
from tests.faults import people
print(json.dumps([key for _, _, key in people.made(12)]))
"""


@contextmanager
def served(folder):
    """A crowd at a server of its own, that is stopped at the end."""
    with database() as found:
        server = Server(folder, RATE_LIMITS="off", **found).start()
        try:
            yield Crowd(server)
        finally:
            server.stop()


class Crowd:
    """A server, and the session keys of the people who have accounts there."""

    def __init__(self, server):
        self.server = server
        self.keys = json.loads(server.run(PEOPLE).split("\n")[-2])

    async def come(self, number):
        return await Tab(self.server, self.keys[number]).open()

    def raw(self, number, **more):
        return Raw(self.server.address, self.keys[number], **more)

    async def stalled(self, number):
        """Somebody who comes in and reads no more, with as little room as there can be."""
        raw = self.raw(number, room=4096)
        await raw.open()
        await raw.send(frame(TEXT, b'{"type": "hello", "v": 1}'))
        await anext(raw.frames())
        return raw

    @contextmanager
    def logging_nothing(self):
        """Whatever happens meanwhile, the server lives, and its log says nothing of it."""
        known = len(self.server.output)
        yield
        logged = self.server.output[known:]
        assert self.server.process.poll() is None
        assert "Traceback" not in logged, logged
        assert CANARY not in logged, logged
        assert not [key for key in self.keys if key in logged]

    def memory(self):
        """What the server's process holds, in KiB."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])
