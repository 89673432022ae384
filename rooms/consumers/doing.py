"""What changes something that stands. Who asks for it is answered before others hear of it."""

from msgspec import UNSET

from rooms.actions import pins, reactions, saves
from rooms.live import untold
from rooms.wire import events


async def react(process, connection, frame):
    await _change(connection, frame, reactions.add, frame.message, frame.emoji)


async def unreact(process, connection, frame):
    await _change(connection, frame, reactions.remove, frame.message, frame.emoji)


async def pin(process, connection, frame):
    await _change(connection, frame, pins.pin, frame.message)


async def unpin(process, connection, frame):
    await _change(connection, frame, pins.unpin, frame.message)


async def save(process, connection, frame):
    await _keep(connection, frame, saves.save, True)


async def unsave(process, connection, frame):
    await _keep(connection, frame, saves.unsave, False)


async def _change(connection, frame, act, *what):
    done, tell = await untold.write(act, connection.user, *what)
    duplicate = done.known or UNSET
    connection.tell(
        events.Ack(done.room_id, done.seq, done.message_id, id=frame.id, duplicate=duplicate)
    )
    tell()


async def _keep(connection, frame, act, saved):
    _, tell = await untold.write(act, connection.user, frame.message)
    connection.tell(events.MessageSaved(frame.message, saved, id=frame.id))
    tell()
