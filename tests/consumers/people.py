"""How somebody is told of, to one line; and when it is kept that they are here."""

import asyncio

from rooms.live import database
from rooms.models import Connection


async def met(line, person, what="arrived"):
    """What is told of somebody, once they are among those who `what`."""
    while True:
        event = await line.hear("people.changed")
        for one in event[what]:
            if one["username"] == person.username:
                return one | {"count": event["here"]}


async def listed(line, person, room=None):
    """How a list of people shows somebody."""
    about = {} if room is None else {"room": room.pk}
    await line.say("people.list", id="list", **about)
    page = await line.hear("people.page", id="list")
    return next(one for one in page["people"] if one["username"] == person.username)


async def kept(sockets):
    """Wait until rows say that so many sockets are open: people are told of sooner."""
    while await database.read(Connection.objects.count) != sockets:
        await asyncio.sleep(0.05)
