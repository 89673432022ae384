"""All ways in which somebody reads what was said in a room, each as a function of a Reading."""

import json
import re
import uuid
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from rooms.live import database
from rooms.models import Message, sight
from rooms.wire import log

ANSWERS = (
    *("room.page", "room.sync", "room.pins", "people.page", "message.list", "message.versions"),
    *("message.saved", "saved.page", "search.page", "ack", "error"),
)
LONG_AGO = "2000-01-01T00:00:00+02:00"


def asks(type, **fields):
    """A frame about the room, and what comes back."""

    async def read(it):
        copy = {"epoch": it.epoch, "after": 0} if fields.get("resumes") else fields
        return await it.asked(type, **copy)

    return read


async def page_of(it):
    """The pages on which the room may be opened, as they are painted first."""
    addresses = ["", "?around=1", "?date=2000-01-01"]
    pages = [await database.write(it.got, address) for address in addresses]
    return "".join(pages)


async def resumed(it):
    line = await it.connect(it.user, resume={str(it.room.pk): {"epoch": it.epoch, "after": 0}})
    return "" if not it.follows(line) else json.dumps(await line.hear("room.sync"))


async def log_of(it):
    """What a slow socket is told, which reads the log."""
    return await database.read(it.in_the_log)


async def listed(it):
    return await it.answer("message.list", messages=it.ids)


async def versions_of_each(it):
    return "".join([await it.answer("message.versions", message=pk) for pk in it.ids])


async def saved(it):
    for pk in it.ids:
        await it.answer("message.save", message=pk)
    return await it.answer("saved.list")


async def pinned(it):
    rows = Message.objects.filter(pk__in=it.ids)
    await database.write(lambda: rows.update(pinned_at=timezone.now(), pinned_by=it.user))
    return await it.asked("room.pins")


async def searched(it):
    return await it.answer("search", q="secret")


async def search_page(it):
    text = await database.write(it.got_at, "/search/?q=secret")
    return re.sub("</?mark>", "", text)


async def permalinks(it):
    """What each address of a message leads to, where it leads to it."""
    pages = [await database.write(it.got_at, f"/m/{pk}") for pk in it.ids]
    return "".join(page for page in pages if "page-data" in page)


async def catching_up(it):
    return await database.write(it.got_at, "/catchup/")


READS = {
    "the newest": asks("room.history"),
    "what is before": asks("room.history", before=2**40),
    "what is after": asks("room.history", after=0),
    "what is around": asks("room.history", around=1),
    "what was said on a day": asks("room.history", date=LONG_AGO),
    "a new copy": asks("room.sync"),
    "what a copy lacks": asks("room.sync", resumes=True),
    "the page": page_of,
    "what a new connection resumes": resumed,
    "the log": log_of,
    "messages by their ids": listed,
    "what was said before": versions_of_each,
    "what is saved": saved,
    "what is pinned": pinned,
    "the search": searched,
    "the search's page": search_page,
    "permalinks": permalinks,
    "catching up": catching_up,
}


class Reading(SimpleNamespace):
    """One person at a room: `line` is their socket."""

    async def asked(self, type, **fields):
        """What the answer is to a frame about the room."""
        return await self.answer(type, **{"room": self.room.pk} | fields)

    async def answer(self, type, **fields):
        id = uuid.uuid4().hex
        await self.line.say(type, id=id, **fields)
        answer = await self.line.hear(*ANSWERS, id=id)
        return json.dumps(answer).replace(id, "")

    def got(self, query):
        return self.got_at(
            f"/{query}" if self.room.kind == "lobby" else f"/rooms/{self.room.pk}/{query}"
        )

    def got_at(self, address):
        browser = Client()
        browser.force_login(self.user)
        return browser.get(address).content.decode()

    def follows(self, line):
        return self.room.pk in {room["id"] for room in line.welcome["rooms"]}

    def in_the_log(self):
        since = sight.since(self.user, self.room)
        entries = log.between(self.room.pk, 0, 200) if since else []
        # Nobody follows a room from before they came into it.
        heard = [entry for entry in entries if entry.seq >= since.joined]
        changed = [entry for entry in entries if entry.sight]
        told = [entry for entry in [*heard, *changed] if entry.is_for(self.user.pk, since)]
        return "".join(entry.text for entry in told)
