"""What a client says: decoded, bounded, and handed to the one thing that does it."""

import asyncio
import logging
import time
from contextlib import asynccontextmanager, nullcontext

from django.db import Error as DatabaseFault
from msgspec import UNSET

from rooms import commands, limits
from rooms.actions.messages import Line, Posted
from rooms.errors import BadField, BadFrame, RateLimited, Refusal, Retry, Unanswered, Unavailable
from rooms.live import database, untold
from rooms.live.counts import counts
from rooms.live.writer import Submission
from rooms.text import body as texts
from rooms.wire import decode, events, frames

from . import asking, doing, signs, strikes
from .hello import hello

logger = logging.getLogger(__name__)

LATER = "The chat can't do this at the moment. Please try again in a moment."
LATER_MS = 1_000
OVERLOAD = 1013

ASKED = {
    frames.RoomHistory: ("history", asking.history),
    frames.RoomSync: ("history", asking.sync),
    frames.RoomRead: ("read", asking.read),
    frames.NotifySet: ("command", asking.wish),
    frames.MessageVersions: ("history", asking.versions),
    frames.PeopleList: ("history", asking.people),
    frames.AppearanceSet: ("command", asking.appearance),
    frames.MessageList: ("history", asking.messages),
    frames.RoomPins: ("history", asking.pins),
    frames.Search: ("search", asking.search),
    frames.SavedList: ("history", asking.saved),
}
DONE = {
    frames.MessageEdit: ("message", doing.edit),
    frames.MessageDelete: ("message", doing.delete),
    frames.MessageRestore: ("message", doing.restore),
    frames.ReactionAdd: ("reaction", doing.react),
    frames.ReactionRemove: ("reaction", doing.unreact),
    frames.MessagePin: ("reaction", doing.pin),
    frames.MessageUnpin: ("reaction", doing.unpin),
    frames.MessageSave: ("reaction", doing.save),
    frames.MessageUnsave: ("reaction", doing.unsave),
}
NOTED = {
    frames.TypingStart: signs.typing,
    frames.TypingStop: signs.stopped_typing,
    frames.PresenceSet: signs.presence,
    frames.Heartbeat: signs.heartbeat,
}


async def receive(process, connection, text):
    """Begin what one text frame asks for; returns when the next one may be read."""
    frame = None
    try:
        if text is None:
            raise BadFrame("This chat speaks text, not binary.")
        frame = decode.decode(text)
        await _begin(process, connection, frame)
    except Refusal as refusal:
        _refuse(connection, refusal, frame)
    except DatabaseFault as fault:
        logger.warning(
            "a frame was not answered: %s", type(fault).__name__, extra=connection.known()
        )
        connection.close(OVERLOAD, after_ms=1000)


async def _begin(process, connection, frame):
    if isinstance(frame, frames.Hello):
        await hello(process, connection, frame)
    elif not connection.ready:
        raise BadFrame("The first frame of a connection is a hello.")
    elif type(frame) in NOTED:
        # Nobody who means it has so many to give.
        strikes.flood(connection)
        NOTED[type(frame)](process, connection, frame)
    else:
        decode.check_numbers(frame)
        act = _post if isinstance(frame, frames.MessagePost) else _ask
        await act(process, connection, frame)


async def _post(process, connection, frame):
    body = texts.normalise(frame.body)
    commands.must_not_leak(body)
    is_command = commands.is_command(body)
    if is_command and frame.reply_to is not UNSET:
        raise BadField("A command answers no message.", field="reply_to")
    await connection.unfinished.acquire()
    if process.stopping:
        return
    if is_command:
        await _command(process, connection, frame, body)
        return
    answers = None if frame.reply_to is UNSET else frame.reply_to
    more = {"confirm": frame.confirm, "reply_to": answers}
    line = Line(frame.room, connection.user, frame.key, texts.unescaped(body), **more)
    submission = Submission(line, connection.order, _answer_to(connection, frame))
    connection.submitted()
    if submission.waits():
        strikes.flood(connection)
        submission.settle(Retry())
        return
    wait_ms = process.buckets.take(connection.user.pk, "message")
    if wait_ms:
        submission.settle(RateLimited(retry_ms=wait_ms))
        return
    try:
        process.writer.submit(submission)
    except Refusal as refusal:
        submission.settle(refusal)


async def _command(process, connection, frame, body):
    """Run a typed line in its turn: after this connection's earlier posts, before its later."""
    connection.submitted()
    answer = _answer_to(connection, frame)
    ticket = connection.order.ticket(frame.room, frame.key)
    try:
        await connection.decided_before()
        if connection.order.waits(frame.room, ticket):
            raise Retry()
        wait_ms = process.buckets.take(connection.user.pk, commands.bucket(body))
        if wait_ms:
            raise RateLimited(retry_ms=wait_ms)
        call = commands.Call(connection.user, frame.room, frame.key, body)
        if commands.asks(body):
            said, tell = await database.read(commands.run, call), None
        else:
            said, tell = await untold.write(commands.run, call)
    except Exception as fault:
        # A question that can't be answered would be asked again and again, and hold up the others.
        unforeseen = Unanswered() if commands.asks(body) else Unavailable(retry_ms=LATER_MS)
        refusal = _refusal(connection, fault, unforeseen)
        if not refusal.final:
            connection.order.hold(frame.room, ticket, frame.key)
        answer(refusal)
        return
    answer(said)
    if tell:
        tell()


async def _ask(process, connection, frame):
    kind, work = (ASKED | DONE)[type(frame)]
    wait_ms = process.buckets.take(connection.user.pk, kind)
    if wait_ms:
        raise RateLimited("That was a little fast. Please wait a moment.", retry_ms=wait_ms)
    await connection.unfinished.acquire()
    process.tasks.start(_asked(process, connection, frame, kind, work))


async def _asked(process, connection, frame, kind, work):
    turn = _turn_of_page(process, connection) if kind == "history" else nullcontext()
    try:
        async with turn:
            await work(process, connection, frame)
    except Exception as fault:
        unforeseen = Unavailable(LATER, retry_ms=LATER_MS)
        _refuse(connection, _refusal(connection, fault, unforeseen), frame)
    finally:
        # An answer that the client does not take holds its place among the unfinished.
        if connection.outbox.full:
            await connection.outbox.flushed()
        connection.unfinished.release()


@asynccontextmanager
async def _turn_of_page(process, connection):
    """Several pages at once for one person would delay what others say, and each would still that
    comes right after the one before.
    """
    turn = process.paging.of(connection.user.pk)
    has_to_wait = turn.locked()
    async with turn:
        if has_to_wait:
            await asyncio.sleep(limits.BETWEEN_PAGES_SECONDS)
        yield


def _refusal(connection, fault, unforeseen):
    """What is answered. Whatever it was, nobody is to wait for an answer that never comes."""
    if isinstance(fault, Refusal):
        return fault
    level = logging.WARNING if isinstance(fault, DatabaseFault) else logging.ERROR
    name, known = type(fault).__name__, connection.known()
    logger.log(level, "a request was not answered: %s", name, extra=known)
    logger.debug("", exc_info=fault)
    return unforeseen


def _answer_to(connection, frame):
    """Whoever calls this with an outcome answers the frame; it is finished then."""
    came = time.monotonic()

    def answer(outcome):
        connection.unfinished.release()
        connection.settled()
        ids = {"id": frame.id, "client_id": frame.client_id}
        if isinstance(outcome, Refusal):
            counts.posts["refused" if outcome.final else "again"] += 1
            _refuse(connection, outcome, frame)
        elif isinstance(outcome, Posted):
            counts.posts["repeated" if outcome.duplicate else "kept"] += 1
            counts.acks.add(time.monotonic() - came)
            connection.tell(_ack(outcome, ids))
            if outcome.hint:
                connection.tell(events.Notice(outcome.hint, room=outcome.room_id))
        else:
            duplicate = outcome.duplicate or UNSET
            connection.tell(
                events.Notice(outcome.text, room=frame.room, duplicate=duplicate, **ids)
            )

    return answer


def _ack(posted, ids):
    duplicate = posted.duplicate or UNSET
    return events.Ack(posted.room_id, posted.seq, posted.message_id, duplicate=duplicate, **ids)


def _refuse(connection, refusal, frame):
    counts.refusals[refusal.code] += 1
    id, client_id = refusal.id, refusal.client_id
    if frame is not None:
        id, client_id = frame.id, getattr(frame, "client_id", None)
    connection.tell(
        events.refused(
            refusal,
            id=UNSET if id is None else id,
            client_id=UNSET if client_id is None else client_id,
        )
    )
    if refusal.code in ("bad_json", "bad_frame"):
        strikes.bad(connection)
    elif refusal.final or refusal.code == "rate_limited":
        # Some of what is refused for good has cost none of what one may do in a second.
        strikes.flood(connection)
