"""Questions that are answered from the database."""

from datetime import UTC
from functools import partial

from django.db.models import Exists
from django.utils import timezone
from msgspec import UNSET

from rooms import limits
from rooms.actions import notify, reading
from rooms.actions.appearance import appear
from rooms.errors import BadField, NotFound
from rooms.live import database, untold, view
from rooms.models import Room, User
from rooms.search import find
from rooms.text import status as texts
from rooms.wire import events, lists, payloads
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
    if not connection.hears(frame.room):
        await process.access.looked(connection.user.pk)
    # What is told before is older than what is read, and what is newer comes after: at a reset a
    # copy is thrown away, with all that was told of the room.
    async with connection.paused(frame.room):
        answers = await _read(process, connection, frame, pages.sync, **copy)
        if not connection.hears(frame.room):
            raise NotFound()
        for event in answers:
            connection.tell(event)
        connection.go(frame.room, answers[-1].upto)


async def read(process, connection, frame):
    back = frame.unread_from is not UNSET
    if back == (frame.seq is not UNSET):
        raise BadField("Say seq or unread_from, one of them.", field="seq")
    seq = max(frame.unread_from - 1, 0) if back else frame.seq
    mark = reading.Mark(connection.user.pk, frame.room, seq, back)
    marker = await process.marks.keep(mark) if connection.knows(frame.room) else None
    if marker is None:
        raise NotFound()
    # Who has read everything is told so without a count, as it is what most have.
    if marker.is_at_head:
        counted = [payloads.all_read(frame.room, marker.head)]
    else:
        counted = await database.read(view.marks, connection.user, [frame.room])
        if not counted:
            # They are out since.
            raise NotFound()
    for marks in counted:
        connection.tell_marks(marks, frame.id)


async def wish(process, connection, frame):
    level, words = ((None if it is UNSET else it) for it in (frame.level, frame.keywords))
    if level is not None and not connection.knows(frame.room):
        raise NotFound()
    room_id = None if level is None else frame.room
    await database.write(notify.wish, connection.user, room_id, level, words)
    wishes = await database.read(view.wishes_of, connection.user)
    connection.tell_wishes(*wishes, id=frame.id)


async def versions(process, connection, frame):
    for event in await database.read(_versions, connection.user, frame):
        connection.tell(event)


async def people(process, connection, frame):
    rows = await database.read(_people, connection.user, frame)
    more = len(rows) > frame.limit
    told_of = process.presence.told_of
    people = [payloads.acquaintance(row, told_of(row.pk)) for row in rows[: frame.limit]]
    connection.tell(events.PeoplePage(people, process.presence.here(), more, id=frame.id))


async def appearance(process, connection, frame):
    """Change how somebody appears. Their other sockets hear it as they look again."""
    changes = {
        name: value
        for name, value in (("invisible", frame.invisible), ("tells_typing", frame.typing))
        if value is not UNSET
    }
    if frame.status is not UNSET:
        changes["status"] = _status(frame.status)
    appearance, tell = await untold.write(partial(appear, **changes), connection.user)
    connection.appearance = payloads.appearance(appearance)
    connection.tell(events.Appearance(**connection.appearance, id=frame.id))
    tell()


def _in_utc(moment):
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadField("No calendar goes that far.", field="date") from None


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


async def search(process, connection, frame):
    connection.tell(await database.read(_found, connection.user, frame))


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
    room = Room.objects.read_by(user, room_id)
    try:
        return read(room, user, **more)
    except NotFound:
        # Who was shown the door while this was read hears whether they may come in again.
        Room.objects.read_by(user, room_id)
        raise


def _status(line):
    if line is None:
        return None
    now = timezone.now()
    until = line.until
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return texts.chosen(line.emoji, line.text, until, now)


def _versions(user, frame):
    return pages.versions(user, frame.message, id=frame.id)


def _found(user, frame):
    """A page of what is found, no larger than one object may be."""
    where = {name: getattr(frame, name) for name in ("order", "before", "limit", "zone", "typing")}
    page = find.page(user, frame.q, **where)
    hits, size = [], 0
    for hit in page.hits:
        payload = payloads.hit(hit)
        size += len(events.encoded(payload))
        if hits and size > limits.PAGE_BYTES:
            break
        hits.append(payload)
    more = page.more or len(hits) < len(page.hits)
    next = page.hits[len(hits) - 1].place if hits and more else UNSET
    return events.SearchPage(hits, page.explained, next, id=frame.id)


def _people(user, frame):
    people = User.objects.filter(is_active=True, pk__gt=frame.after)
    if frame.room is not UNSET:
        visible = Room.objects.visible_to(user).filter(pk=frame.room)
        room = visible.first()
        if room is None:
            raise NotFound()
        # Where they may know of it when it is asked who is in it.
        people = people.belonging_to(room).filter(Exists(visible))
    if frame.named:
        people = people.called(frame.named)
    return list(
        people.filter(bot=False).select_related("appearance").order_by("pk")[: frame.limit + 1]
    )
