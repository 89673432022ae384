"""Questions that are answered from the database."""

from msgspec import UNSET

from rooms.errors import BadField, NotFound
from rooms.live import database
from rooms.models import Room, User
from rooms.wire import events, payloads
from rooms.wire import history as pages


async def history(process, connection, frame):
    where = {
        name: getattr(frame, name)
        for name in ("before", "after", "around")
        if getattr(frame, name) is not UNSET
    }
    if len(where) > 1:
        raise BadField("Ask for before, after or around, one of them.", field=list(where)[1])
    connection.tell(await database.read(_page, connection.user, frame, where))


async def sync(process, connection, frame):
    answers = await database.read(_sync, connection.user, frame)
    for event in answers:
        connection.tell(event)
    connection.go(frame.room, answers[-1].upto)


async def people(process, connection, frame):
    rows = await database.read(_people, connection.user, frame)
    more = len(rows) > frame.limit
    is_here = process.presence.is_here
    people = [payloads.user(row) | {"here": is_here(row.pk)} for row in rows[: frame.limit]]
    connection.tell(events.PeoplePage(people, process.presence.here(), more, id=frame.id))


def _page(user, frame, where):
    room = Room.objects.read_by(user, frame.room)
    return pages.page(room, id=frame.id, limit=frame.limit, **where)


def _sync(user, frame):
    room = Room.objects.read_by(user, frame.room)
    epoch = None if frame.epoch is UNSET else frame.epoch
    return pages.sync(room, epoch=epoch, after=frame.after, id=frame.id)


def _people(user, frame):
    people = User.objects.filter(is_active=True, pk__gt=frame.after)
    if frame.room is not UNSET:
        room = Room.objects.visible_to(user).filter(pk=frame.room).first()
        if room is None:
            raise NotFound()
        people = people.belonging_to(room)
    return list(people.filter(bot=False).order_by("pk")[: frame.limit + 1])
