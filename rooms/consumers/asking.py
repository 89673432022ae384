"""Questions that are answered from the database."""

from msgspec import UNSET

from rooms.actions import reading
from rooms.errors import BadField, NotFound
from rooms.live import access, database
from rooms.models import Room, User
from rooms.wire import events, lists, payloads
from rooms.wire import history as pages


async def history(process, connection, frame):
    where = {
        name: getattr(frame, name)
        for name in ("before", "after", "around")
        if getattr(frame, name) is not UNSET
    }
    if len(where) > 1:
        raise BadField("Ask for before, after or around, one of them.", field=list(where)[1])
    connection.tell(await _read(process, connection, frame, pages.page, limit=frame.limit, **where))


async def sync(process, connection, frame):
    epoch = None if frame.epoch is UNSET else frame.epoch
    copy = {"epoch": epoch, "after": frame.after}
    answers = await _read(process, connection, frame, pages.sync, **copy)
    for event in answers:
        connection.tell(event)
    connection.go(frame.room, answers[-1].upto)


async def read(process, connection, frame):
    back = frame.unread_from is not UNSET
    if back == (frame.seq is not UNSET):
        raise BadField("Say seq or unread_from, one of them.", field="seq")
    seq = max(frame.unread_from - 1, 0) if back else frame.seq
    mark = reading.Mark(connection.user.pk, frame.room, seq, back)
    if not connection.hears(frame.room) or not await process.marks.keep(mark):
        raise NotFound()
    for room in await database.read(access.marks, connection.user, [frame.room]):
        connection.tell_marks(room, frame.id)


async def people(process, connection, frame):
    rows = await database.read(_people, connection.user, frame)
    more = len(rows) > frame.limit
    is_here = process.presence.is_here
    people = [payloads.user(row) | {"here": is_here(row.pk)} for row in rows[: frame.limit]]
    connection.tell(events.PeoplePage(people, process.presence.here(), more, id=frame.id))


async def messages(process, connection, frame):
    found, rest = await _heard(process, connection, lists.messages, frame.messages)
    connection.tell(events.MessageList(_heard_by(connection, found), rest, id=frame.id))


async def pins(process, connection, frame):
    connection.tell(await _read(process, connection, frame, lists.pins))


async def saved(process, connection, frame):
    is_first = frame.before is UNSET
    before = None if is_first else frame.before
    found, more = await _heard(process, connection, lists.saved, before, frame.limit)
    ids = await database.read(lists.saved_ids, connection.user) if is_first else UNSET
    found = _heard_by(connection, found)
    connection.tell(events.SavedPage(found, more, ids=ids, id=frame.id))


async def _heard(process, connection, read, *more):
    """What `read(user, …)` finds, as (messages, …). Rooms that they have come into just now are
    told before anything of them.
    """
    found = await database.read(read, connection.user, *more)
    if len(_heard_by(connection, found[0])) < len(found[0]):
        await process.access.looked(connection.user.pk)
        found = await database.read(read, connection.user, *more)
    return found


def _heard_by(connection, found):
    """Those of these messages in whose room this connection is: nothing of others reaches it."""
    return [one for one in found if connection.hears(one.get("message", one)["room"])]


async def _read(process, connection, frame, read, **more):
    """What `read(room, …)` finds in the room asked for. Raises the Refusal for no reader of it."""
    asked = (connection.user, frame.room, read, more | {"id": frame.id})
    found = await database.read(_as_reader, *asked)
    if not connection.hears(frame.room):
        # They have come in, or are out, just now: that is told before anything of the room.
        await process.access.looked(connection.user.pk)
        found = await database.read(_as_reader, *asked)
    return found


def _as_reader(user, room_id, read, more):
    found = read(Room.objects.read_by(user, room_id), user, **more)
    # Who was shown the door while this was read sees nothing from beyond it.
    Room.objects.read_by(user, room_id)
    return found


def _people(user, frame):
    people = User.objects.filter(is_active=True, pk__gt=frame.after)
    if frame.room is not UNSET:
        room = Room.objects.visible_to(user).filter(pk=frame.room).first()
        if room is None:
            raise NotFound()
        people = people.belonging_to(room)
    return list(people.filter(bot=False).order_by("pk")[: frame.limit + 1])
