"""What is done to a message that stands: acknowledged before others hear of it."""

from rooms import commands
from rooms.actions import corrections, tombstones
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
    await _do(connection, frame, corrections.edit, texts.unescaped(body), frame.reason)


async def delete(process, connection, frame):
    await _do(connection, frame, tombstones.delete, frame.reason)


async def restore(process, connection, frame):
    await _do(connection, frame, tombstones.restore)


async def _do(connection, frame, deed, *more):
    message, tell = await untold.write(deed, connection.user, frame.message, *more)
    connection.tell(events.Ack(message.room_id, message.rev, message.pk, id=frame.id))
    tell()
