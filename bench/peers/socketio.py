"""Socket.IO's own tutorial chat with rooms, and history in SQLite (socketio/server.js)."""

import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from bench.line import Line, text
from bench.load import WORDS
from tests.own import free_port

from .peer import Peer, program

HERE = Path(__file__).with_name("socketio")


class SocketIO(Peer):
    key, name = "socketio", "Socket.IO"
    durable = "on the disk (SQLite's journal, FULL)"
    needs = {"node": "nodejs", HERE / "node_modules": "npm install in bench/peers/socketio"}
    journal = "delete"
    # The answer to a ping of its own, which is also taken unasked.
    beat = text("3")

    @contextmanager
    def serving(self, folder):
        self.port = free_port()
        self.database = Path(folder, "chat.db")
        env = os.environ | {
            **{"PORT": str(self.port), "DB": str(self.database), "JOURNAL": self.journal},
            "NODE_ENV": "production",
        }
        server = ("node", str(HERE / "server.js"))
        with program(*server, port=self.port, folder=folder, env=env) as process:
            self.process = process
            yield self

    async def join(self, number, room, again=None):
        line = await Line.websocket(self.port, "/socket.io/?EIO=4&transport=websocket")
        await line.frame()
        await line.send(text("40"))
        await line.frame()
        await line.send(text(f'420["join","{room}","person{number}"]'))
        await line.until(b'430["ok"]')
        return line

    def frame(self, number, room):
        return text(f'42["chat message","{WORDS}"]')

    async def newest(self, line, room, count):
        await line.send(text(f'421["history",{count}]'))
        while not (page := await line.frame()).startswith(b"431"):
            pass
        return page.count(b'"person')

    async def fill(self, folder, count):
        rows = (("hall", f"person{n % 5}", n, f"{n} {WORDS}") for n in range(count))
        with sqlite3.connect(self.database) as chat:
            chat.executemany(
                "INSERT INTO messages (room,author,created,content) VALUES (?,?,?,?)", rows
            )


class SocketIOWal(SocketIO):
    key, name = "socketio-wal", "Socket.IO on WAL"
    durable = "written (WAL, synchronous=NORMAL)"
    journal = "wal"
