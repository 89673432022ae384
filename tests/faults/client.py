"""A client as the protocol asks for one, that writes down all it sends and hears.

It keeps each line until it is answered, and comes back by itself: it resumes what it holds and
sends again, in order and under the same ids, what was not answered.
"""

import asyncio
import json
import random
import time
import uuid
from collections import Counter

from rooms import limits

from .copies import Copies
from .records import Sent, digest

BACKOFF_SECONDS = (0.5, 30)
DOUBLINGS = 10
HEALTHY_SECONDS = 5
STAY_AWAY = {4401, 4403}
# As pages do.
WELCOME_SECONDS = 30


class Entry:
    """A line that waits for its answer."""

    def __init__(self, room, body, record):
        self.room = room
        self.body = body
        self.record = record
        self.client_id = record.client_id
        self.on_its_way = False
        self.sent = False
        self.answer = asyncio.get_running_loop().create_future()


class Client:
    """`dial` opens a socket: `send(text)`, `recv()`, `close()`; both fail when it is gone."""

    def __init__(self, name, user, dial, records, backoff=BACKOFF_SECONDS):
        self.name, self.user = name, user
        self.records = records
        self.copies = Copies(user, records)
        self.outbox = {}
        self.connections = self.answers = self.duplicates = 0
        self.retries = Counter()
        self.stopped = False
        self.pause_ms = 0
        self.gaps = []
        self.ready = asyncio.Event()
        self.socket = None
        self.pages = {}
        self._dial, self._backoff = dial, backoff
        self._paused = set()
        self._queue = asyncio.Queue()
        self.came_at = self._lost_at = time.monotonic()

    async def live(self):
        """Stay connected until stopped."""
        failures = 0
        while not self.stopped:
            began = time.monotonic()
            try:
                await self._connected()
            except (OSError, EOFError):
                pass
            if self.ready.is_set():
                self.ready.clear()
                self._lost_at = time.monotonic()
            is_healthy = time.monotonic() - began > HEALTHY_SECONDS
            failures = 0 if is_healthy else min(failures + 1, DOUBLINGS)
            first, most = self._backoff
            pause, self.pause_ms = self.pause_ms / 1000, 0
            await asyncio.sleep(random.uniform(0, pause or min(most, first * 2**failures)))

    def say(self, room, body):
        """Keep a line until it is answered, for good or ill. Returns its Entry."""
        fields = (self.name, self.user, room, str(uuid.uuid4()), digest(body))
        record = Sent(*fields, t_inv=time.monotonic())
        if not body.startswith("/"):
            self.records.append(record)
        entry = Entry(room, body, record)
        self.outbox.setdefault(room, {})[entry.client_id] = entry
        self._pump(room)
        return entry

    async def ask(self, room, body):
        """Say a line and return what it was answered with in the end."""
        return await asyncio.shield(self.say(room, body).answer)

    def waiting(self, room=None):
        """How many lines wait for an answer, in this room or at all."""
        boxes = self.outbox.values() if room is None else [self.outbox.get(room, {})]
        return sum(map(len, boxes))

    async def history(self, room):
        """All messages of a room, read page by page from the newest to the oldest."""
        messages, where = [], {}
        while True:
            id = uuid.uuid4().hex
            answer = self.pages[id] = asyncio.get_running_loop().create_future()
            self._put("room.history", room=room, id=id, limit=limits.PAGE_MESSAGES, **where)
            page = await answer
            if page["type"] == "error":
                await asyncio.sleep(page["retry_ms"] / 1000)
                continue
            messages[:0] = page["messages"]
            if page["found_oldest"]:
                return messages
            where = {"before": page["messages"][0]["seq"]}

    async def _connected(self):
        socket = self.socket = await self._dial()
        self.connections += 1
        self.copies.conn, self.copies.asked = f"{self.name}.{self.connections}", time.monotonic()
        try:
            await socket.send(json.dumps(self._hello()))
            welcomed = False
            while not welcomed:
                async with asyncio.timeout(WELCOME_SECONDS):
                    welcomed = self._hear(await socket.recv())
            self._begin_again()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._speak(socket))
                both.create_task(self._listen(socket))
        except* (OSError, EOFError) as broken:
            raise ConnectionError(*map(repr, broken.exceptions)) from None
        finally:
            await socket.close()

    def _hello(self):
        return {"type": "hello", "v": 1, "resume": self.copies.resume()}

    def _begin_again(self):
        self._queue = asyncio.Queue()
        self._paused.clear()
        for entries in self.outbox.values():
            for entry in entries.values():
                entry.on_its_way = False
        self.ready.set()
        self.came_at = time.monotonic()
        if self.connections > 1:
            self.gaps.append(self.came_at - self._lost_at)
        for room in self.outbox:
            self._pump(room)

    async def _speak(self, socket):
        while True:
            try:
                async with asyncio.timeout(limits.HEARTBEAT_SECONDS):
                    text = await self._queue.get()
            except TimeoutError:
                text = '{"type": "heartbeat"}'
            await socket.send(text)

    async def _listen(self, socket):
        while True:
            async with asyncio.timeout(limits.SILENCE_SECONDS):
                text = await socket.recv()
            self._hear(text)

    def _hear(self, text):
        """Take in a text frame. Returns whether it brought the welcome."""
        welcomed = False
        for line in text.split("\n"):
            event = json.loads(line)
            welcomed |= event["type"] == "welcome"
            self._heard(event)
        return welcomed

    def _heard(self, event):
        kind = event["type"]
        if kind in ("ack", "notice", "error") and "client_id" in event:
            self._answered(event)
        elif kind == "room.page" or (kind == "error" and event.get("id") in self.pages):
            self.pages.pop(event["id"]).set_result(event)
        elif kind == "bye":
            self.stopped |= event["code"] in STAY_AWAY
            self.pause_ms = event["after_ms"]
        else:
            self.copies.hear(event)

    def _answered(self, event):
        room, entry = self._find(event["client_id"])
        if entry is None:
            return
        if event["type"] == "error" and not event["final"]:
            self.retries[event["code"]] += 1
            entry.on_its_way = False
            self._pause(room, event.get("retry_ms", 0) / 1000)
            return
        self.answers += 1
        self.duplicates += bool(event.get("duplicate"))
        entry.record.t_res = time.monotonic()
        entry.record.res = "fail" if event["type"] == "error" else "ok"
        entry.record.seq = event.get("seq")
        del self.outbox[room][entry.client_id]
        entry.answer.set_result(event)
        self._pump(room)

    def _find(self, client_id):
        for room, entries in self.outbox.items():
            if client_id in entries:
                return room, entries[client_id]
        return None, None

    def _pause(self, room, seconds):
        """What was refused for now is sent again with all that stands behind it, in order."""
        if room not in self._paused:
            self._paused.add(room)
            asyncio.get_running_loop().call_later(seconds, self._go_on, room, self.connections)

    def _go_on(self, room, connection):
        if connection != self.connections or room not in self._paused:
            return
        if any(entry.on_its_way for entry in self.outbox[room].values()):
            asyncio.get_running_loop().call_later(0.01, self._go_on, room, connection)
            return
        self._paused.discard(room)
        self._pump(room)

    def _pump(self, room):
        if not self.ready.is_set() or room in self._paused:
            return
        for entry in list(self.outbox[room].values())[: limits.UNACKED_PER_ROOM]:
            if not entry.on_its_way:
                entry.on_its_way = True
                if not entry.sent:
                    entry.sent, entry.record.t_inv = True, time.monotonic()
                ids = {"room": room, "client_id": entry.client_id}
                self._put("message.post", body=entry.body, **ids)

    def _put(self, type, **fields):
        self._queue.put_nowait(json.dumps({"type": type, **fields}))
