"""What is done to a message that stands. Who does it is answered before others hear of it."""

from msgspec import UNSET

from rooms import commands
from rooms.actions import corrections, pins, reactions, saves, tombstones
from rooms.errors import BadField
from rooms.live import untold
from rooms.text import body as texts
from rooms.wire import events

NO_COMMAND = "A message can't become a command. With // in front, it is said as text."


async def edit(process, connection, frame):
    body = texts.normalise(frame.body)
    commands.must_not_leak(body)
    if commands.is_command(body):
        raise BadField(NO_COMMAND, field="body")
    await _change(connection, frame, corrections.edit, texts.unescaped(body), frame.reason)


async def delete(process, connection, frame):
    await _change(connection, frame, tombstones.delete, frame.reason)


async def restore(process, connection, frame):
    await _change(connection, frame, tombstones.restore)


async def react(process, connection, frame):
    await _change(connection, frame, reactions.add, frame.emoji)


async def unreact(process, connection, frame):
    await _change(connection, frame, reactions.remove, frame.emoji)


async def pin(process, connection, frame):
    await _change(connection, frame, pins.pin)


async def unpin(process, connection, frame):
    await _change(connection, frame, pins.unpin)


async def save(process, connection, frame):
    await _keep(connection, frame, saves.save, True)


async def unsave(process, connection, frame):
    await _keep(connection, frame, saves.unsave, False)


async def _change(connection, frame, act, *more):
    done, tell = await untold.write(act, connection.user, frame.message, *more)
    duplicate = done.known or UNSET
    connection.tell(
        events.Ack(done.room_id, done.seq, done.message_id, id=frame.id, duplicate=duplicate)
    )
    tell()


async def _keep(connection, frame, act, saved):
    _, tell = await untold.write(act, connection.user, frame.message)
    connection.tell(events.MessageSaved(frame.message, saved, id=frame.id))
    tell()
