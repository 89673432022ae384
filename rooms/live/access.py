"""What the people on this process may see, kept true on their open sockets.

Every change to it counts up the person's `UserSeq`. A hint, or the poll, has their rooms and
their standing read again: follow what is new, leave what is gone, close who may not stay.
"""

import asyncio
import time

from rooms import limits
from rooms.models import Since
from rooms.wire import audiences, events, payloads

from . import database, sessions, view

SILENT = 4408


class Access:
    def __init__(self, feeds, tasks):
        self._feeds = feeds
        self._tasks = tasks
        self._seen = {}
        self._looks = {}
        self._asked = set()
        self.connections = {}

    def add(self, connection):
        self.connections.setdefault(connection.user.pk, set()).add(connection)

    def remove(self, connection):
        mine = self.connections.get(connection.user.pk, set())
        mine.discard(connection)
        if not mine:
            self.connections.pop(connection.user.pk, None)
            self._seen.pop(connection.user.pk, None)

    def everyone(self):
        return [connection for mine in self.connections.values() for connection in mine]

    def came_in(self, user_id, last):
        """A new connection knows their rooms as of `last`: the others may not have heard yet."""
        if user_id in self._looks or last != self._seen.setdefault(user_id, last):
            self.refresh(user_id)

    def refresh(self, user_id):
        """Look again at what this person may see. Hints that come meanwhile cost one more look."""
        if user_id not in self.connections:
            return
        self._asked.add(user_id)
        if user_id not in self._looks:
            self._looks[user_id] = self._tasks.start(self._look_again(user_id))

    def marked(self, user_id, last, markers):
        """Their markers were moved: [(room id, read, head)]. If this is the next of the changes
        that were seen here, nothing else was changed.
        """
        if user_id in self._looks or last != self._seen.get(user_id, 0) + 1:
            self.refresh(user_id)
            return
        self._seen[user_id] = last
        if behind := [room for room, read, head in markers if read != head]:
            self._looks[user_id] = self._tasks.start(self._tell_marks(user_id, behind))
        for connection in self._ready(user_id):
            connection.mark(
                payloads.all_read(room, head) for room, read, head in markers if read == head
            )

    def saved(self, user_id, last, message_id, saved):
        """They saved a message, or no longer, which is told alone if it is the next change."""
        if user_id in self._looks or last != self._seen.get(user_id, 0) + 1:
            self.refresh(user_id)
            return
        self._seen[user_id] = last
        for connection in self._ready(user_id):
            connection.tell(events.MessageSaved(message_id, saved))

    def is_looking(self, user_id):
        """Whether how this person appears, or what they see, may be other than is known here."""
        return user_id in self._looks

    async def looked(self, user_id):
        """Return when this person's connections follow all that they may see by now. Raises what
        stood in the way.
        """
        self.refresh(user_id)
        # What is under way may have begun before, and be followed by the look that was asked for.
        while look := self._looks.get(user_id):
            await asyncio.wait([look])
            look.result()

    async def poll(self):
        """Find changes that nobody told this process of. Returns the seconds to the next time."""
        if self.connections:
            for user_id, last in await database.read(view.counters, list(self.connections)):
                if last > self._seen.get(user_id, 0):
                    self.refresh(user_id)
        return self._feeds.pause()

    async def check_sessions(self):
        """Close the sockets of those who signed out, or whose account was deactivated."""
        await self._check(self.everyone())

    async def close_silent(self):
        """Close the sockets that have said nothing for a minute, not even a heartbeat.

        Pages that nobody looks at have slow clocks, but they answer: they are asked before.
        """
        now = time.monotonic()
        for connection in self.everyone():
            silence = now - connection.heard_at
            if silence > limits.SILENCE_SECONDS:
                connection.close(SILENT)
            elif silence > limits.ASK_SECONDS and connection.ready:
                connection.outbox.put_passing(connection.heartbeat().encode())

    async def rejoin_missing(self):
        """Subscribe again where the layer did not answer."""
        for connection in self.everyone():
            if connection.consumer.unjoined:
                await connection.consumer.join([])

    async def rejoin_all(self):
        """Stock layers forget their members after a day."""
        for connection in self.everyone():
            await connection.consumer.rejoin()

    async def _tell_marks(self, user_id, room_ids):
        try:
            if mine := self._ready(user_id):
                counted = await database.read(view.marks, mine[0].user, room_ids)
                for connection in mine:
                    connection.mark(counted)
        except Exception:
            self._forget(user_id)
            raise
        finally:
            del self._looks[user_id]
            if user_id in self._asked:
                self.refresh(user_id)

    async def _look_again(self, user_id):
        try:
            while user_id in self._asked and user_id in self.connections:
                self._asked.discard(user_id)
                await self._look(user_id)
        except Exception:
            self._forget(user_id)
            raise
        finally:
            self._asked.discard(user_id)
            del self._looks[user_id]

    def _forget(self, user_id):
        """What was seen was not told: the next poll has it read again."""
        if user_id in self.connections:
            self._seen[user_id] = 0

    async def _look(self, user_id):
        await self._check(list(self.connections[user_id]))
        mine = self._ready(user_id)
        if not mine:
            return
        seen = await database.read(view.of, mine[0].user)
        rooms = {room.pk: room for room in seen.rooms}
        appearance = payloads.appearance(seen.appearance)
        has_missed = seen.saved > self._seen.get(user_id, 0)
        for connection in mine:
            if connection.appearance != appearance:
                connection.appearance = appearance
                connection.tell(events.Appearance(**appearance))
            await self._follow_new(connection, rooms)
            await self._leave_gone(connection, rooms)
            connection.mark(map(payloads.marks, rooms.values()))
            connection.note(*seen.wishes)
            if has_missed:
                connection.tell(events.SavedChanged())
        self._seen[user_id] = seen.last

    def _ready(self, user_id):
        return [c for c in self.connections.get(user_id, ()) if c.ready and not c.closed]

    async def _follow_new(self, connection, rooms):
        new = [room for pk, room in rooms.items() if pk not in connection.follows]
        if not new or connection.closed:
            return
        follows = [connection.follow(self._feeds.of(room.pk)) for room in new]
        try:
            await connection.consumer.join([audiences.room(room.pk) for room in new])
            await self._feeds.opened([follow.feed for follow in follows])
            then = await database.read(view.people_then, connection.user, new)
        except Exception:
            # The next look finds them as new as they are.
            for room in new:
                connection.leave(room.pk)
            raise
        for room, follow in zip(new, follows, strict=True):
            if room.pk not in then:
                connection.leave(room.pk)
            elif connection.follows.get(room.pk) is follow:
                head = max(room.joined_seq - 1, 0)
                # Who joined or left since then comes as an event.
                facts = {"head": head, "members": then[room.pk], "unread": 0, "mentions": 0}
                facts["read"] = min(room.read, head)
                connection.tell(events.RoomAdded(payloads.room(room) | facts))
                connection.read[room.pk] = facts["read"]
                connection.go(room.pk, head, Since(room.joined_seq, room.sees_from))

    async def _leave_gone(self, connection, rooms):
        for room_id in [pk for pk in connection.follows if pk not in rooms]:
            # The log says why, so it is heard first; what is left over goes without a word.
            await self._feeds.repair(room_id)
            connection.dismiss(room_id)

    async def _check(self, connections):
        visitors = {connection.visitor for connection in connections}
        verdicts = await database.read(sessions.standing, visitors) if visitors else {}
        for connection in connections:
            code = verdicts.get(connection.visitor)
            if code is not None:
                connection.close(code, reconnect=False)
