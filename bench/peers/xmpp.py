"""What is said to a server that speaks XMPP: nobody's account, a room, and its archive."""

import asyncio

from bench.line import Line
from bench.load import WORDS

from .peer import Peer

STREAM = (
    "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client'"
    " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
)
ANYBODY = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"
BIND = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
SESSION = "<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>"
JOIN = (
    "<presence to='{room}@rooms.localhost/person{number}'>"
    "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"
)
SAY = "<message to='{room}@rooms.localhost' type='groupchat'><body>{words}</body></message>"
NEWEST = (
    "<iq type='set' id='page' to='{room}@rooms.localhost'><query xmlns='urn:xmpp:mam:2'>"
    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
    "<value>urn:xmpp:mam:2</value></field></x>"
    "<set xmlns='http://jabber.org/protocol/rsm'><max>{count}</max><before/></set></query></iq>"
)
OWN_PRESENCE = (b"status code='110'", b'status code="110"', b"<subject")


class Xmpp(Peer):
    # Who comes is told to all who are in the room, one by one.
    most, at_once = 200, 25

    async def join(self, number, room, again=None):
        line = await Line.open(self.port)
        await _told(line, STREAM, b"</stream:features>")
        await _told(line, ANYBODY, b"<success")
        line.unread = b""
        await _told(line, STREAM, b"</stream:features>")
        await _told(line, BIND, b"</iq>")
        await line.send(f"{SESSION}<presence/>".encode())
        await _told(line, JOIN.format(room=room, number=number), *OWN_PRESENCE)
        return line

    def frame(self, number, room):
        return SAY.format(room=room, words=WORDS).encode()

    async def newest(self, line, room, count):
        line.unread = b""
        page = await _told(line, NEWEST.format(room=room, count=count), b"</fin></iq>", b"</error>")
        return page.count(b"<forwarded")

    async def fill(self, folder, count):
        """Rows like one that was really said, as nothing else makes so many in time."""
        line = await self.join(0, "hall")
        await line.send(self.frame(0, "hall"))
        await line.until(b"</message>")
        line.close()
        await asyncio.sleep(1)
        await asyncio.to_thread(self.copy, folder, count)


async def _told(line, words, *ends):
    await line.send(words.encode())
    return await line.until(*ends)
