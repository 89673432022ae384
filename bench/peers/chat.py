"""This chat as anybody runs it: `manage.py serve`, signed-in sockets, each line's whole way."""

import json
import os
import uuid
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import machine, scripts
from bench.line import Line, text
from bench.load import MARK, NUMBER, WORDS
from tests.own import Postgres, Redis, own
from tests.server import Server
from tests.workers import Workers

from .peer import Peer, wait_for

ROOMS, IN_ROOM = 20, 10


@contextmanager
def lent():
    """Spare servers what each would make at its first start: pages' files, and tables."""
    with TemporaryDirectory(prefix="chat-bench-") as folder:
        first = Server(folder, DATABASE_URL="", REDIS_URL="")
        first.manage("migrate", "--verbosity", "0")
        first.run("from chatsite import static; static.collect()")
        first.stop()
        os.environ["TEST_LENT"] = folder
        try:
            yield
        finally:
            del os.environ["TEST_LENT"]


class Chat(Peer):
    key, name = "chat", "this chat, SQLite"
    durable = "on the disk (SQLite's WAL, FULL)"
    # A line stands in an event as it was typed, and as HTML.
    needle = b'"body":"' + MARK[:5].encode()
    beat = text('{"type": "heartbeat"}')
    server = Server

    @contextmanager
    def beside(self, folder):
        self.settings, self.others = {"DATABASE_URL": "", "REDIS_URL": ""}, []
        yield

    @contextmanager
    def serving(self, folder):
        place = Path(folder, "data")
        self.running = self.server(place, RATE_LIMITS="off", **self.settings)
        try:
            self.running.start()
            wait_for(lambda: self.running.address, self.running.process, self.running.log)
            self.process = self.running.process
            self.port = int(self.running.address.rpartition(":")[2])
            yield self
        finally:
            self.running.stop()

    def invite(self, count):
        # One more owns the rooms.
        count = max(count, ROOMS * IN_ROOM) + 1
        names = {"people": count, "rooms": ROOMS, "in_room": IN_ROOM}
        made = self.running.run(scripts.PEOPLE_AND_ROOMS.format(**names))
        self.lobby, self.rooms, self.keys = json.loads(made)

    @property
    def own_pids(self):
        return machine.tree(self.process.pid)

    @property
    def pids(self):
        return self.own_pids + [pid for one in self.others for pid in machine.tree(one)]

    async def join(self, number, room, again=None):
        origin = self.running.address
        line = await Line.websocket(
            self.port, "/ws/", Origin=origin, Cookie=f"sessionid={self.keys[number]}"
        )
        resume = {} if again is None else {"resume": again.resume}
        await line.send(text(json.dumps({"type": "hello", "v": 1} | resume)))
        # Other events may stand in the frame, each in a line of its own.
        welcome = json.loads((await line.frame()).partition(b"\n")[0])
        line.resume = {
            str(one["id"]): {"epoch": one["epoch"], "after": one["head"]}
            for one in welcome["rooms"]
        }
        return line

    def frame(self, number, room):
        client_id = str(uuid.uuid4())[: -len(NUMBER)] + NUMBER
        said = {"type": "message.post", "room": self._id(room), "client_id": client_id}
        return text(json.dumps(said | {"body": WORDS}))

    async def newest(self, line, room, count):
        asked = {"type": "room.history", "room": self._id(room), "limit": count, "id": "page"}
        await line.send(text(json.dumps(asked)))
        while b'"room.page"' not in (page := await line.frame()):
            pass
        return page.count(b'"body":')

    async def fill(self, folder, count):
        """Called while it runs: so many messages more in the lobby."""
        self.keys = json.loads(self.running.run(scripts.MILLION.format(count=count)))

    def _id(self, room):
        return self.lobby if room == "hall" else self.rooms[int(room)]


class ChatOnPostgres(Chat):
    key, name = "chat-pg", "this chat, PostgreSQL"
    durable = "on the disk (synchronous_commit=on)"

    @contextmanager
    def beside(self, folder):
        with own(Postgres) as postgres, own(Redis) as redis:
            self.others = [postgres.process.pid, redis.process.pid]
            self.settings = {"DATABASE_URL": postgres.database(), "REDIS_URL": redis.url}
            yield


class ChatOfTwo(ChatOnPostgres):
    key, name = "chat-two", "this chat, two workers"
    server = Workers
