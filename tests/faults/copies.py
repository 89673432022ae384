"""How far one client has heard each of its rooms, and its record of what it heard."""

import time

from .records import Snapshot, Told, as_told, digest


class Copies:
    def __init__(self, user, records):
        self.user = user
        self.conn = None
        self.asked = 0
        self.rooms = {}
        self._records = records
        self._epochs = {}
        self._syncing = {}

    def resume(self):
        """What to say in a hello: {room: how far its copy goes}."""
        return {
            str(room): {"epoch": self._epochs[room], "after": upto}
            for room, upto in self.rooms.items()
        }

    def hear(self, event):
        kind = event["type"]
        if kind == "welcome":
            self._welcome(event["rooms"])
        elif kind == "room.sync":
            self._sync(event)
        elif kind == "room.added":
            self._begin(event["room"])
        elif kind == "room.removed":
            self.rooms.pop(event["room"], None)
        elif "seq" in event:
            self._told(event)

    def _welcome(self, rooms):
        present = {room["id"] for room in rooms}
        self._syncing = {pk: upto for pk, upto in self.rooms.items() if pk in present}
        self.rooms = dict(self._syncing)
        for room in rooms:
            if room["id"] not in self.rooms:
                self._begin(room)

    def _begin(self, room):
        self.rooms[room["id"]] = room["head"]
        self._epochs[room["id"]] = room["epoch"]
        begun = Snapshot(self.conn, self.user, room["id"], room["head"], asked=self.asked)
        self._records.append(begun)

    def _sync(self, event):
        room, start = event["room"], self._syncing.get(event["room"], 0)
        if not isinstance(start, Snapshot):
            start = Snapshot(self.conn, self.user, room, event["upto"], start, event["reset"])
            start.asked = self.asked
            self._syncing[room] = start
        start.messages += [as_told(message) for message in event["messages"]]
        start.events += [other["seq"] for other in event["events"]]
        if not event["more"]:
            self._records.append(self._syncing.pop(room))
            self.rooms[room] = event["upto"]
            self._epochs[room] = event["epoch"]

    def _told(self, event):
        told = Told(self.conn, self.user, event["room"], event["seq"], t=time.monotonic())
        if message := event.get("message"):
            told.id, told.rev = message["id"], message["rev"]
            told.hash = digest(message["body"])
        self._records.append(told)
        self.rooms[event["room"]] = event["seq"]
