"""Who is writing just now: told to the room, kept by nobody."""

from rooms.wire import events, payloads, publish


def tell(process, connection, room_id):
    """Let a room that this connection follows know that its user writes; not too often."""
    if not connection.hears(room_id) or process.buckets.take(connection.user.pk, "typing"):
        return
    event = events.Typing(room_id, payloads.user(connection.user))
    publish.passing(room_id, connection.follows[room_id].feed.head, event)
