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
    feeds = [follow.feed for follow in connection.follows.values()]
    heads = {feed.room_id: feed.head for feed in feeds if feed.head is not None}
    connection.tell(events.Heartbeat(heads, id=frame.id))
