"""Small signs of life, that nobody waits for and nothing keeps."""

from rooms.live import typing as writing
from rooms.wire import events


def typing(process, connection, frame):
    writing.tell(process, connection, frame.room)


def stopped_typing(process, connection, frame):
    """Nobody is told: what was said of their typing is forgotten within seconds."""


def presence(process, connection, frame):
    connection.state = frame.state


def heartbeat(process, connection, frame):
    heads = {room_id: follow.feed.head for room_id, follow in connection.follows.items()}
    connection.tell(events.Heartbeat(heads))
