"""The first frame: from here on the connection follows every room of its person, without a gap."""

from rooms import limits
from rooms.actions import reading
from rooms.errors import BadFrame, NotFound
from rooms.live import database, view
from rooms.models import Since, followed
from rooms.wire import audiences, events, payloads
from rooms.wire.frames import VERSION

SERVER = "1.0"
RELOAD = 4426


async def hello(process, connection, frame):
    if connection.ready:
        raise BadFrame("You have said hello already.")
    connection.greeted = True
    if frame.v != VERSION:
        connection.close(RELOAD, reconnect=False)
        return
    async with process.entrance.passed(connection, connection.visitor.session_key):
        await _begin(process, connection, frame)


async def _begin(process, connection, frame):
    user = connection.user
    # First subscribe, then read: what is said in between is heard, and told above the snapshot.
    memberships = await database.read(followed.memberships_of, user)
    if (None, None) in memberships.values():
        await database.write(reading.begin, user)
    feeds = [process.feeds.of(room_id) for room_id in memberships]
    for feed in feeds:
        connection.follow(feed)
    own = [audiences.user(user.pk), audiences.SITE]
    await connection.consumer.join([*own, *map(audiences.room, memberships)])
    await process.feeds.opened(feeds)
    seen, missed, still = await database.read(_snapshot, process.copies, user, frame.resume)
    for room_id in [pk for pk in connection.follows if pk not in still]:
        # Shown the door meanwhile: what was read may stand beyond it.
        connection.leave(room_id)
    rooms = [room for room in seen.rooms if room.pk in connection.follows]
    connection.wishes = seen.wishes
    _welcome(process, connection, rooms, seen.appearance, frame.id)
    connection.read = {room.pk: room.read for room in rooms}
    # All that was missed stands before all that comes.
    for room in rooms:
        for text in missed[room.pk].texts if room.pk in missed else ():
            connection.outbox.put(text)
    for room in rooms:
        upto = missed[room.pk].upto if room.pk in missed else room.counter.last_seq
        connection.go(room.pk, upto, Since(room.joined_seq, room.sees_from))
    connection.ready = True
    connection.state = frame.state
    process.access.came_in(user.pk, seen.last)
    process.presence.arrive(connection)
    # Rooms that came or went while this was read.
    if {room.pk for room in seen.rooms} != set(connection.follows):
        process.access.refresh(user.pk)


def _welcome(process, connection, rooms, appearance, id):
    me = payloads.user(connection.user)
    connection.appearance = payloads.appearance(appearance)
    status = {"status": connection.appearance["status"]}
    seen = None if appearance.invisible else me | status | {"state": "online"}
    people, here = process.presence.people(seen)
    connection.tell(
        events.Welcome(
            v=VERSION,
            connection=str(connection.id),
            server=SERVER,
            me=me,
            heartbeat=limits.HEARTBEAT_SECONDS,
            limits=payloads.LIMITS,
            rooms=[payloads.room(room) for room in rooms],
            people=people,
            here=here,
            appearance=connection.appearance,
            keywords=connection.wishes[1],
            id=id,
        )
    )


def _snapshot(copies, user, resume):
    """What they may see, what each room that they hold has to tell them, and the ids of the rooms
    whose readers they are after all that.
    """
    seen = view.of(user)
    held = {room: resume[str(room.pk)] for room in seen.rooms if str(room.pk) in resume}
    missed, rooms = {}, {room.pk: (room.joined_seq, room.sees_from) for room in seen.rooms}
    for room, copy in held.items():
        try:
            missed[room.pk] = copies.missed(room, user, copy)
        except NotFound:
            del rooms[room.pk]
    if not all(one.is_of_old for one in missed.values()):
        # Who went and came back meanwhile reads from elsewhere on: it is told as new to them.
        rooms = dict(rooms.items() & followed.memberships_of(user).items())
    return seen, missed, rooms.keys()
