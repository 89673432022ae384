"""Waiting for an answer, as it is heard and as it is kept."""

import asyncio

from rooms.live import database
from rooms.models import Message


async def ended(line):
    """The message of the answer whose end this line hears."""
    return (await line.hear("message.changed"))["message"]


async def stored(**fields):
    return await database.read(lambda: Message.objects.get(**fields))


async def saved(text):
    """The answer, once that much of it is in the database."""
    async with asyncio.timeout(5):
        while (answer := await stored(kind="answer")).body.strip() != text:
            await asyncio.sleep(0.02)
    return answer
