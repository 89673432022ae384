"""Who is writing just now: told to the room, kept by nobody."""

import time

from rooms import limits
from rooms.wire import events, payloads, publish


def tell(process, connection, room_id):
    """Let a room that this connection follows know that its user writes; not too often, and not
    of those who are invisible, or don't want it to be told.
    """
    if not connection.hears(room_id) or not _may_be_told(connection):
        return
    if process.access.is_looking(connection.user.pk):
        # They may have become invisible just now.
        return
    if process.buckets.take(connection.user.pk, "typing"):
        return
    connection.typed = (room_id, time.monotonic())
    _say(connection, room_id, events.Typing)


def stop(connection, room_id):
    """Let those who were told know that it is over."""
    typed_in, at = connection.typed or (None, 0)
    if typed_in != room_id or not connection.hears(room_id):
        return
    connection.typed = None
    is_fresh = time.monotonic() - at < limits.TYPING_SECONDS
    if is_fresh and not connection.appearance["invisible"]:
        _say(connection, room_id, events.TypingStopped)


def _may_be_told(connection):
    return connection.appearance["typing"] and not connection.appearance["invisible"]


def _say(connection, room_id, kind):
    event = kind(room_id, payloads.user(connection.user))
    publish.passing(room_id, connection.follows[room_id].feed.head, event)
