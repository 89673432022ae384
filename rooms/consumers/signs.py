"""Small signs of life, that nobody waits for and nothing keeps."""

from rooms.wire import events, payloads, publish


def typing(process, connection, frame):
    follow = connection.follows.get(frame.room)
    if follow is None or process.buckets.take(connection.user.pk, "typing"):
        return
    event = events.Typing(frame.room, payloads.user(connection.user))
    publish.passing(frame.room, follow.feed.head, event)


def stopped_typing(process, connection, frame):
    """Nobody is told: what was said of their typing is forgotten within seconds."""


def presence(process, connection, frame):
    connection.state = frame.state


def heartbeat(process, connection, frame):
    heads = {room_id: follow.feed.head for room_id, follow in connection.follows.items()}
    connection.tell(events.Heartbeat(heads))
