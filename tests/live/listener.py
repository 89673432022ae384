"""A model of a client, as small as the protocol lets it be."""

import asyncio
import uuid

LISTEN_SECONDS = 0.1


class Listener:
    """What a client holds: its rooms, the messages of each, and who is here."""

    def __init__(self, line):
        self.line = line
        self.me = line.welcome["me"]["id"]
        self.rooms = {room["id"]: room for room in line.welcome["rooms"]}
        self.messages = {pk: {} for pk in self.rooms}
        self.counted = {pk: room["head"] for pk, room in self.rooms.items()}
        self.news = {pk: {} for pk in self.rooms}
        self.doubtful = set()
        self.people = {person["id"]: person for person in line.welcome["people"]}
        self.here = line.welcome["here"]
        self.appears = line.welcome["appearance"]
        self.keywords = line.welcome["keywords"]
        self.saved = set()
        self.asked, self.again = {}, []

    async def ask_for_pages(self):
        for pk in self.rooms:
            await self.line.say("room.history", room=pk, id="asked")
            self.hear(await self.line.hear("room.page", room=pk))
        await self.line.say("saved.list", id="saved")
        self.hear(await self.line.hear("saved.page", id="saved"))
        return self

    async def listen(self):
        """Take in what comes for a moment."""
        try:
            async with asyncio.timeout(LISTEN_SECONDS):
                await self.line.hear("nothing that there is")
        except TimeoutError:
            pass
        heard, self.line.heard = self.line.heard, []
        for event in heard:
            self.hear(event)
            if event["type"] == "room.added":
                await self._ask("room.history", room=event["room"]["id"])
            if event["type"] == "saved.changed":
                await self._ask("saved.list")
        again, self.again = self.again, []
        for type, fields in again:
            await self._ask(type, **fields)
        for pk in self.doubtful & self.rooms.keys():
            await self._ask("room.read", room=pk, seq=self.rooms[pk]["read"])
        self.doubtful.clear()

    async def _ask(self, type, **fields):
        id = uuid.uuid4().hex
        self.asked[id] = type, fields
        await self.line.say(type, id=id, **fields)

    def hear(self, event):
        getattr(self, event["type"].replace(".", "_"))(event)

    def seen(self):
        # Nobody is told how many accounts there are, which is what the lobby's `members` says.
        rooms = {
            pk: room | self.unread(room) | ({"members": None} if room["kind"] == "lobby" else {})
            for pk, room in self.rooms.items()
        }
        return {
            "rooms": rooms,
            "messages": self.messages,
            "people": self.people,
            "here": self.here,
            "appears": self.appears,
            "keywords": self.keywords,
            "saved": self.saved,
        }

    def unread(self, room):
        """What the server counted, and what was said since then."""
        news = [one for one in self.news[room["id"]].values() if one["seq"] > room["read"]]
        mentions = [one for one in news if self.is_called(one)]
        return {
            "unread": room["unread"] + len(news),
            "mentions": room["mentions"] + len(mentions),
        }

    def is_called(self, message):
        return message["to_all"] or self.me in {user["id"] for user in message["mentions"]}

    def error(self, event):
        """What was asked of a room that they are not in any more, or is to be asked again."""
        asked = self.asked.pop(event.get("id"), None)
        if asked and not event["final"]:
            self.again.append(asked)

    def room_page(self, event):
        for message in event["messages"]:
            self._keep(message)

    def room_added(self, event):
        self.rooms[event["room"]["id"]] = event["room"]
        pk = event["room"]["id"]
        self.messages[pk], self.news[pk], self.counted[pk] = {}, {}, event["room"]["head"]

    def room_removed(self, event):
        for held in (self.rooms, self.messages, self.news, self.counted):
            del held[event["room"]]

    def room_marked(self, event):
        room = self.rooms[event["room"]]
        if event["head"] >= self.counted[room["id"]]:
            room |= {name: event[name] for name in ("read", "unread", "mentions")}
            self.counted[room["id"]] = event["head"]
            news = self.news[room["id"]].items()
            self.news[room["id"]] = {pk: one for pk, one in news if one["seq"] > event["head"]}

    def notify_changed(self, event):
        self.keywords = event["keywords"]
        for pk, room in self.rooms.items():
            room["notify"] = event["levels"].get(str(pk), room["notify"])

    def room_changed(self, event):
        self._reach(event).update(event["details"])

    def message_posted(self, event):
        self._reach(event)
        self._keep(event["message"])
        self._count(event["message"])

    def message_changed(self, event):
        self._reach(event)
        self._keep(event["message"])
        self._count(event["message"])

    def _count(self, message):
        if self.rooms[message["room"]]["read"] < message["seq"] <= self.counted[message["room"]]:
            # The server counted it as it was before.
            self.doubtful.add(message["room"])
        news = self.news[message["room"]]
        if message["seq"] > self.counted[message["room"]] and message["author"]["id"] != self.me:
            news[message["id"]] = message
        if message["deleted"]:
            news.pop(message["id"], None)

    def message_saved(self, event):
        (self.saved.add if event["saved"] else self.saved.discard)(event["message"])

    def saved_changed(self, event):
        """The list is asked for again."""

    def saved_page(self, event):
        self.saved = set(event["ids"])

    def member_joined(self, event):
        # Whoever is described a room is counted in it already.
        self._reach(event)["members"] += event["user"]["id"] != self.me

    def member_left(self, event):
        self._reach(event)["members"] -= 1

    def member_changed(self, event):
        room = self._reach(event)
        if event["user"]["id"] == self.me:
            room["role"] = event["role"]

    def people_changed(self, event):
        for person in event["left"]:
            self.people.pop(person["id"], None)
        self.people |= {person["id"]: person for person in event["arrived"] + event["changed"]}
        self.here = event["here"]

    def appearance(self, event):
        self.appears = {name: event[name] for name in self.appears}

    def _reach(self, event):
        room = self.rooms[event["room"]]
        assert event["seq"] == room["head"] + 1
        room["head"] = event["seq"]
        return room

    def _keep(self, message):
        held = self.messages[message["room"]]
        held[message["id"]] = max(
            message, held.get(message["id"], message), key=lambda one: one["rev"]
        )
