"""Telling what was committed. Nobody ever waits for the channel layer here.

What is told goes from the process's loop to the layer, which may lose it: the log in the database
is the truth, and servers poll its counters. A lone command beside a running server has no loop, so
it tells nobody: servers find what it wrote within seconds.
"""

import asyncio
import logging
import threading
import uuid
from collections import deque
from contextlib import contextmanager

from channels.layers import get_channel_layer
from django.db import transaction

from rooms import limits

from . import audiences

logger = logging.getLogger(__name__)


class Publisher:
    """The way from this process to the channel layer, in order.

    `hand(audience, message)` is how a layer takes it that never waits. Without, there is a bounded
    queue, which `run()` empties with a limit in time for each call.
    """

    def __init__(self, hand=None):
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self._take = self._queue if hand is None else self._hand_over
        self._hand = hand
        self.waiting = deque(maxlen=limits.PUBLISH_QUEUE)
        self.awake = asyncio.Event()
        self.dropped = 0

    def give(self, audience, message):
        """Tell a message; from any thread. Where too many wait the oldest hint is lost."""
        if _running_loop() is self.loop:
            self._take(audience, message)
        elif not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._take, audience, message)

    def _hand_over(self, audience, message):
        try:
            self._hand(audience, message)
        except Exception as fault:
            self._was_dropped(fault)

    def _queue(self, audience, message):
        if "passing" in message and len(self.waiting) >= limits.PUBLISH_PASSING:
            # What nobody keeps makes room for what is kept.
            return
        self.dropped += len(self.waiting) == self.waiting.maxlen
        self.waiting.append((audience, message))
        self.awake.set()

    async def run(self):
        while True:
            await self.awake.wait()
            self.awake.clear()
            while self.waiting:
                await self._send(*self.waiting.popleft())

    async def _send(self, audience, message):
        try:
            async with asyncio.timeout(limits.LAYER_SECONDS):
                await self.layer.group_send(audience, message)
        except Exception as fault:
            self._was_dropped(fault)

    def _was_dropped(self, fault):
        self.dropped += 1
        logger.warning("layer did not take a message: %s", type(fault).__name__)


_publisher = None
_kept_back = threading.local()


def through(publisher):
    """From now on, tell through this publisher; None: tell nobody."""
    global _publisher
    _publisher = publisher


@contextmanager
def held():
    """What this thread would tell meanwhile goes into the list that this gives, for `give`."""
    _kept_back.told = told = []
    try:
        yield told
    finally:
        _kept_back.told = None


def give(told):
    """Tell what was held back."""
    for audience, message in told:
        if _publisher is not None:
            _publisher.give(audience, message)


def entry(room_id, entry):
    """Tell a room's audience one number of its log, once the present transaction commits."""
    message = {"type": "chat.deliver", "room": room_id, "at": entry.at}
    message |= {"seq": entry.seq, "text": entry.text}
    if entry.detach:
        message["detach"] = list(entry.detach)
    if entry.sight:
        message["sight"] = list(entry.sight)
    _after_commit(audiences.room(room_id), message)


def passing(room_id, head, event, sight=None):
    """Tell a room's audience something that has no number, when they have heard up to `head`."""
    message = {
        "type": "chat.deliver",
        "room": room_id,
        "seq": head,
        "text": event.encode(),
        # Layers may bring it more than once, and no number tells that it was heard.
        "passing": uuid.uuid4().hex,
    }
    if sight:
        message["sight"] = list(sight)
    _after_commit(audiences.room(room_id), message)


def refresh(user_ids):
    """Have these people's connections look again at what they may see, once committed."""
    for user_id in user_ids:
        _after_commit(audiences.user(user_id), {"type": "chat.refresh", "user": user_id})


def marked(user_id, last, markers):
    """Tell a person's connections that their markers were moved, {room id: (read, head)}, which is
    change number `last` of what they see, once committed.
    """
    rooms = [[room, read, head] for room, (read, head) in markers.items()]
    message = {"type": "chat.refresh", "user": user_id, "last": last, "marked": rooms}
    _after_commit(audiences.user(user_id), message)


def saved(user_id, last, message_id, saved):
    """Tell a person's connections that they saved a message, or no longer, which is change number
    `last` of what they see, once committed.
    """
    message = {"type": "chat.refresh", "user": user_id, "last": last}
    _after_commit(audiences.user(user_id), message | {"saved": [message_id, saved]})


def people(ids):
    """Have every server look again whether these people are here, and how."""
    message = {"type": "chat.refresh", "user": None, "people": sorted(ids)}
    _after_commit(audiences.SITE, message)


def _after_commit(audience, message):
    publisher = _publisher
    if publisher is None:
        return
    if _running_loop() is not None:
        # A loop's thread never stands in a transaction, and may not ask whether it does.
        publisher.give(audience, message)
    else:
        transaction.on_commit(lambda: _give(publisher, audience, message))


def _give(publisher, audience, message):
    told = getattr(_kept_back, "told", None)
    if told is None:
        publisher.give(audience, message)
    else:
        told.append((audience, message))


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
