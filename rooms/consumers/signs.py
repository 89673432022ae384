"""Small signs of life, that nobody waits for and nothing keeps."""

from rooms.live import typing as writing


def typing(process, connection, frame):
    writing.tell(process, connection, frame.room)


def stopped_typing(process, connection, frame):
    """Nobody is told: what was said of their typing is forgotten within seconds."""


def presence(process, connection, frame):
    connection.state = frame.state


def heartbeat(process, connection, frame):
    connection.tell(connection.heartbeat(frame.id))
