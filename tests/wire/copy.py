"""One person's copy of one group, kept from what their socket brings, as the protocol says."""

from ..tab import Tab


class Copy:
    """`upto` is the number up to which it goes; None while they are not in the group."""

    def __init__(self, server, key, name):
        self.server, self.key, self.name = server, key, name
        self.room = self.upto = self.epoch = self.begin = None
        self.held, self.tab = {}, None

    async def open(self):
        resume = {}
        if self.upto is not None:
            resume = {str(self.room): {"epoch": self.epoch, "after": self.upto}}
        self.tab = await Tab(self.server, self.key, resume=resume).open()
        if self.room not in [room["id"] for room in self.tab.welcome["rooms"]]:
            self.upto = None

    async def reopen(self, politely):
        if politely:
            await self.tab.socket.close()
        else:
            self.tab.socket.transport.abort()
        await self.open()

    async def hears_up_to(self, head):
        """Take in what comes until the copy goes so far."""
        while self.upto != head:
            self._take(await self.tab.hear(*KINDS))

    async def hears_of_leaving(self):
        while self.upto is not None:
            self._take(await self.tab.hear(*KINDS))

    async def hears_no_more(self):
        """All that was told before this is answered has come: none of it is of the group."""
        await self.tab.say(type="heartbeat", id="now")
        before = len(self.tab.heard)
        await self.tab.hear("heartbeat", id="now")
        return not [e for e in self.tab.heard[before:] if e.get("room") == self.room]

    def _take(self, event):
        room = event["room"]["id"] if event["type"] == "room.added" else event["room"]
        if room == self.room:
            getattr(self, "_" + event["type"].replace(".", "_"))(event)

    def _room_added(self, event):
        self.upto = self.begin = event["room"]["head"]
        self.epoch, self.held = event["room"]["epoch"], {}

    def _room_removed(self, _):
        self.upto, self.held = None, {}

    def _room_sync(self, event):
        assert not event["reset"]
        for message in event["messages"]:
            self._hold(message)
        self.upto = event["upto"]

    def _numbered(self, event):
        assert event["seq"] == self.upto + 1
        self.upto = event["seq"]
        if "message" in event:
            self._hold(event["message"])

    _message_posted = _message_changed = _member_joined = _member_left = _numbered

    def _hold(self, message):
        if message["seq"] > self.begin:
            self.held[message["id"]] = message["body"]


KINDS = ("room.added", "room.removed", "room.sync", "message.posted", "message.changed")
KINDS += ("member.joined", "member.left")
