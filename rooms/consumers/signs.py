"""Small signs of life, that nobody waits for and nothing keeps."""

from rooms.live import typing as writing


def typing(process, connection, frame):
    writing.tell(process, connection, frame.room)


def stopped_typing(process, connection, frame):
    writing.stop(connection, frame.room)


def presence(process, connection, frame):
    process.presence.turn(connection, frame.state)


def heartbeat(process, connection, frame):
    connection.tell(connection.heartbeat(frame.id))
