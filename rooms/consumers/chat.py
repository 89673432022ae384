"""The socket. It carries and does not understand: a new kind of event never touches it."""

import asyncio
import logging
import time

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from rooms import limits
from rooms.live import database, process, sessions, steps
from rooms.live.connection import Connection
from rooms.live.counts import counts
from rooms.wire import audiences, events

from . import inbox, strikes

logger = logging.getLogger(__name__)

TOO_MANY = 4409
TOO_MANY_MS = 30_000
NO_HELLO = 4408
GOODBYE_SECONDS = 2
# Of a server that offers none: nothing can be sent at once, and all that comes goes the long way.
WIRE = {"push": lambda text: False, "taken_by": lambda take: None}


class ChatConsumer(AsyncWebsocketConsumer):
    connection = hello_due = None
    at_rest = False

    async def __call__(self, scope, receive, send):
        """One task for what has to wait; stock layers need a second one, for what they bring."""
        self.scope, self.base_send = scope, send
        self.task = asyncio.current_task()
        self.joining = asyncio.Lock()
        self.unjoined = set()
        self.was_lost = False
        self.process = await process.start()
        self.soon = self.process.flushes.socket_soon
        wire = scope.get("extensions", {}).get("chat.wire", WIRE)
        self.push = wire["push"]
        wire["taken_by"](self.take)
        self.channel_layer = get_channel_layer(self.channel_layer_alias)
        self.channel_name = await self.channel_layer.new_channel()
        ears = None if self.process.direct else self.process.tasks.start(self._listen())
        try:
            while True:
                self.at_rest = True
                message = await receive()
                self.at_rest = False
                await self.dispatch(message)
                # To take what has come already does not let others in.
                await asyncio.sleep(0)
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            if not self.was_lost:
                raise
        finally:
            # However it ended: Channels calls `disconnect` on a clean end alone.
            if ears:
                ears.cancel()
            self._leave()

    def take(self, text):
        """Deal with a text where it comes, in no task. Returns None when nothing of it is left,
        else what has to go the long way: all of it while something before it is not done, or the
        rest.
        """
        # A hello may wait for a place, which only a task that is cancelled gives back.
        if not self.at_rest or self.connection is None or not self.connection.ready:
            return {"type": "websocket.receive", "text": text}
        try:
            rest = steps.begin(self.receive(text))
        except Exception as fault:
            rest = _raised(fault)
        return rest and {"type": "websocket.rest", "rest": rest}

    async def websocket_rest(self, message):
        await message["rest"]

    async def dispatch(self, message):
        # Not Channels' own, which waits for a thread before each message to clean up database
        # connections: they are cleaned up where they are used.
        handler = getattr(self, message["type"].replace(".", "_"), None)
        if handler is None:
            logger.warning("a message of unknown type was dropped")
            return
        await handler(message)

    async def websocket_disconnect(self, message):
        raise StopConsumer()

    async def connect(self):
        headers = dict(self.scope["headers"])
        # At once, as a handshake that takes long is given up, and nothing can be said before it.
        await self.accept()
        counts.opened += 1
        with self.process.entrance.outside(self):
            key = sessions.key_of(headers)
            if key and not await self.process.entrance.turn(key):
                await self._send_away()
                return
            visitor = await database.read(sessions.visitor, headers)
        if visitor is None:
            counts.closes[sessions.SIGN_IN] += 1
            await self.close(sessions.SIGN_IN)
            return
        access = self.process.access
        self.connection = Connection(visitor, self)
        if len(access.connections.get(visitor.user.pk, ())) >= limits.SOCKETS_PER_USER:
            self.connection.close(TOO_MANY, after_ms=TOO_MANY_MS)
            return
        access.add(self.connection)
        loop = asyncio.get_running_loop()
        self.hello_due = loop.call_later(limits.HELLO_SECONDS, self._expect_hello)
        if self.process.stopping:
            self.connection.close(process.RESTART, after_ms=self.process.come_back_ms)

    async def receive(self, text_data=None, bytes_data=None):
        if self.connection is None:
            return
        self.connection.heard_at = time.monotonic()
        # Else who says much and takes no answer would fill the memory.
        await self.connection.outbox.has_room()
        # A server that ends takes nothing more: what it does not answer is sent again elsewhere.
        if not self.connection.closed and not self.process.stopping:
            await inbox.receive(self.process, self.connection, text_data)

    async def chat_deliver(self, message):
        self.process.hear(message)

    async def chat_refresh(self, message):
        self.process.hear(message)

    async def join(self, names):
        """Have the layer bring what is said to these audiences; never waits long for it."""
        self.unjoined.update(names)
        try:
            async with self.joining, asyncio.timeout(limits.LAYER_SECONDS):
                for name in list(self.unjoined):
                    await self.channel_layer.group_add(name, self.channel_name)
                    self.unjoined.discard(name)
        except Exception as fault:
            logger.warning("the layer took no subscription: %s", type(fault).__name__)

    async def rejoin(self):
        """Layers forget a member after a while: say again which audiences this is."""
        if self.connection is not None:
            rooms = [audiences.room(room_id) for room_id in self.connection.follows]
            await self.join([*rooms, *self._own_audiences()])

    def part_room(self, room_id):
        self.process.tasks.start(self._part(audiences.room(room_id)))

    async def transmit(self, text):
        # Not Channels' own, which makes two more coroutines of it.
        await self.base_send({"type": "websocket.send", "text": text})

    def comfort(self):
        """Tell who is not known yet that the server lives."""
        self.process.tasks.start(self._comfort())

    def lost(self):
        """The outbox could not be sent: the socket is gone, or takes nothing any more."""
        self.was_lost = True
        self.at_rest = False
        self.task.cancel()

    def finish(self, code, bye):
        if code == strikes.FLOOD:
            self.process.entrance.bar(self.connection.visitor.session_key)
        self.connection.outbox.put(bye.encode())
        return self.process.tasks.start(self._finish(self.connection.outbox, code))

    async def _send_away(self):
        """Of those who wait some may be gone, and this may be the page that somebody looks at: it
        comes again by itself.
        """
        code, after_ms = inbox.OVERLOAD, 1_000 * limits.IN_VAIN_SECONDS
        if self.process.stopping:
            code, after_ms = process.RESTART, self.process.come_back_ms
        counts.closes[code] += 1
        await self.transmit(events.Bye(code, True, after_ms).encode())
        await self.close(code)

    async def _finish(self, outbox, code):
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await outbox.flushed()
                await self.close(code)
        except Exception:
            self.lost()

    async def _comfort(self):
        try:
            await self.transmit(events.SIGN_OF_LIFE)
        except Exception:
            self.lost()

    async def _listen(self):
        while True:
            await self.dispatch(await self.channel_layer.receive(self.channel_name))

    async def _part(self, name):
        self.unjoined.discard(name)
        try:
            async with self.joining, asyncio.timeout(limits.LAYER_SECONDS):
                await self.channel_layer.group_discard(name, self.channel_name)
        except Exception as fault:
            logger.warning("the layer kept a subscription: %s", type(fault).__name__)

    def _own_audiences(self):
        return [audiences.user(self.connection.user.pk), audiences.SITE]

    def _expect_hello(self):
        if not self.connection.greeted and not self.connection.closed:
            self.connection.close(NO_HELLO)

    def _leave(self):
        if self.connection is not None:
            self.connection.end()
            self.process.access.remove(self.connection)
            self.process.presence.depart(self.connection)
            for name in self._own_audiences():
                self.process.tasks.start(self._part(name))
            self._forget()

    def _forget(self):
        """Two that know each other stay until garbage is searched for."""
        if self.hello_due:
            self.hello_due.cancel()
        self.connection = None


async def _raised(fault):
    raise fault
