"""The first frame: from here on the connection follows every room of its person, without a gap."""

from rooms import limits
from rooms.actions import reading
from rooms.errors import BadFrame
from rooms.live import access, database
from rooms.models import Membership, Room, Since
from rooms.wire import audiences, events, history, payloads
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
    async with process.hellos:
        await _begin(process, connection, frame)


async def _begin(process, connection, frame):
    resume = frame.resume
    user = connection.user
    # First subscribe, then read: what is said in between is heard, and told above the snapshot.
    room_ids, is_known = await database.read(_rooms_and_marker, user)
    if not is_known:
        await database.write(reading.begin, user)
    feeds = [process.feeds.of(room_id) for room_id in room_ids]
    for feed in feeds:
        connection.follow(feed)
    own = [audiences.user(user.pk), audiences.SITE]
    await connection.consumer.join([*own, *map(audiences.room, room_ids)])
    await process.feeds.opened(feeds)
    view = await database.read(access.view_of, user)
    rooms = [room for room in view.rooms if room.pk in connection.follows]
    held = {room.pk: resume[str(room.pk)] for room in rooms if str(room.pk) in resume}
    syncs, still = await database.read(_syncs, user, rooms, held)
    for room_id in set(connection.follows) - still:
        # Shown the door meanwhile: what was read may stand beyond it.
        connection.leave(room_id)
    rooms = [room for room in rooms if room.pk in connection.follows]
    connection.wishes = view.wishes
    _welcome(process, connection, rooms, view.appearance, frame.id)
    connection.read = {room.pk: room.read for room in rooms}
    # All that was missed stands before all that comes.
    for room in rooms:
        for event in syncs.get(room.pk, ()):
            connection.tell(event)
    for room in rooms:
        told = syncs.get(room.pk)
        upto = told[-1].upto if told else room.counter.last_seq
        connection.go(room.pk, upto, Since(room.joined_seq, room.sees_from))
    connection.ready = True
    connection.state = frame.state
    process.access.came_in(user.pk, view.last)
    process.presence.arrive(connection)
    # Rooms that came or went while this was read.
    if {room.pk for room in view.rooms} != set(connection.follows):
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


def _rooms_and_marker(user):
    marker = Membership.objects.filter(user=user, room__kind=Room.Kind.LOBBY)
    return _rooms_of(user), marker.exists()


def _rooms_of(user):
    return list(Room.objects.followed_by(user).values_list("pk", flat=True))


def _syncs(user, rooms, held):
    """What each room that a client holds has to tell it, and whose reader they are after that."""
    syncs = {
        room.pk: history.sync(room, user, epoch=held[room.pk].epoch, after=held[room.pk].after)
        for room in rooms
        if room.pk in held
    }
    return syncs, set(_rooms_of(user))
