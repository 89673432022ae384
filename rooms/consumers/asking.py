"""Questions that are answered from the database."""

from datetime import UTC

from msgspec import UNSET

from rooms.actions import reading
from rooms.errors import BadField, NotFound
from rooms.live import access, database
from rooms.models import Room, User
from rooms.wire import events, payloads
from rooms.wire import history as pages


async def history(process, connection, frame):
    where = {
        name: getattr(frame, name)
        for name in ("before", "after", "around", "date")
        if getattr(frame, name) is not UNSET
    }
    if len(where) > 1:
        raise BadField("Ask for before, after, around or date, one of them.", field=list(where)[1])
    if "date" in where:
        where["date"] = _in_utc(where["date"])
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


def _in_utc(moment):
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadField("No calendar goes that far.", field="date") from None


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
