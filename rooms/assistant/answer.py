"""Answering a question: work of the server process, for which nobody waits.

The answer is one stored message. While it grows, its room hears each new piece within a tenth of
a second, and the database has it within a second; its end is one numbered change.
"""

import asyncio
import logging
import time
from contextlib import aclosing, suppress

from django.db import DatabaseError

from rooms import limits
from rooms.actions import answers
from rooms.actions.messages import Line
from rooms.errors import Forbidden
from rooms.live import database, process
from rooms.text import body as texts
from rooms.wire import events, log, publish

from . import client, prompt

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 1
TOO_SLOW = "The answer was cut here, because it took too long."
NOTHING = "The assistant had nothing to say."
NO_SERVER = "The assistant answers in a running chat only."


def ask(asker, room_id, question, client_id, typed=""):
    """Post the question and have it answered. Returns the question's Posted at once.

    `typed` is the line in which it was asked.
    """
    server = process.running()
    hindrance = client.hindrance() or (None if server else Forbidden(NO_SERVER))
    line = Line(room_id, asker, client_id, texts.normalise(question), typed=typed)
    asked = answers.begin(line, server and server.id, hindrance)
    if asked.answer:
        server.writing.add(asked.answer.pk)
        server.start_soon(_write_for, server, asked.answer, line.body)
    return asked.posted


async def _write_for(server, answer, question):
    try:
        await write(Draft(answer, server.feeds), question)
    finally:
        server.writing.discard(answer.pk)


async def write(draft, question):
    """Write this answer to its end, whatever the provider does."""
    keeping = asyncio.create_task(draft.keep())
    try:
        note = await _fill(draft, question)
    except asyncio.CancelledError:
        # The server stops; what was not saved yet is here alone.
        with suppress(DatabaseError):
            await draft.finish(answers.INTERRUPTED)
        raise
    finally:
        keeping.cancel()
    while True:
        try:
            return await draft.finish(note)
        except DatabaseError as fault:
            logger.warning("an answer can't be saved yet: %s", type(fault).__name__)
            await asyncio.sleep(AGAIN_SECONDS)


async def _fill(draft, question):
    """Take in what comes. Returns the sentence that tells why it is not whole, or nothing."""
    try:
        async with asyncio.timeout(limits.ANSWER_SECONDS):
            async with aclosing(client.stream(prompt.messages(question))) as pieces:
                async for piece in pieces:
                    draft.add(piece)
                    if draft.ended:
                        break
    except TimeoutError:
        return TOO_SLOW
    except client.Fault as fault:
        return str(fault)
    return ""


class Draft:
    """An answer as far as it has come, and how much of it was told and saved."""

    def __init__(self, answer, feeds):
        self.answer = answer
        self._feeds = feeds
        self.text = ""
        self.ended = False
        self._told = self._saved = 0

    def add(self, piece):
        """Take a piece in, without what can't be shown. Raises Fault when there is no more room."""
        piece = texts.UNPRINTABLE.sub("", piece)
        self.text += piece if self.text else piece.lstrip()
        if len(self.text) > limits.ANSWER_CHARS:
            self.text = self.text[: limits.ANSWER_CHARS]
            raise client.Fault(client.TOO_LONG)

    async def keep(self):
        """Tell and save what has grown, again and again, each in its own time."""
        saved_at = time.monotonic()
        while not self.ended:
            await asyncio.sleep(limits.ANSWER_GROW_SECONDS)
            self._tell()
            if time.monotonic() - saved_at >= limits.ANSWER_SAVE_SECONDS:
                saved_at = time.monotonic()
                await self._save()

    async def finish(self, note):
        """End it: done if there is no note, else interrupted, or failed where nothing was said."""
        state = answers.State.DONE
        if not self.text.strip():
            state, note = answers.State.FAILED, note or NOTHING
        elif note:
            state = answers.State.INTERRUPTED
        await database.write(answers.finish, self.answer.pk, self.text, state, note)

    def _tell(self):
        at, grown = self._told, self.text[self._told :]
        if grown:
            self._told += len(grown)
            room_id = self.answer.room_id
            event = events.AnswerGrew(room_id, self.answer.pk, at, grown)
            # Behind all that was told of the room, as who is shown the door by then hears no more.
            head = max(self.answer.seq, self._feeds.head(room_id))
            publish.passing(room_id, head, event, log.sight_of(self.answer))

    async def _save(self):
        if len(self.text) == self._saved:
            return
        text = self.text
        try:
            self.ended = not await database.write(answers.save, self.answer.pk, text)
            self._saved = len(text)
        except DatabaseError as fault:
            logger.warning("an answer was not saved so far: %s", type(fault).__name__)
