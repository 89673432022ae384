import asyncio

import pytest

from rooms import limits
from rooms.live.flushes import Flushes
from rooms.live.outbox import Outbox, Piece


class Socket:
    """A socket that takes what is sent, or waits until it is `opened`; at once if it is `swift`."""

    def __init__(self, swift=False, flushes=None):
        self.sent = []
        self.pushed = 0
        self.open = asyncio.Event()
        self.open.set()
        self.gone = 0
        self.drained = 0
        self.swift = swift
        self.soon = (flushes or Flushes()).socket_soon
        self.outbox = Outbox(self, self.drain)

    async def transmit(self, text):
        if not self.open.is_set():
            await self.open.wait()
        self.sent.append(text)

    def push(self, text):
        if self.swift and self.open.is_set():
            self.sent.append(text)
            self.pushed += 1
            return True
        return False

    def lost(self):
        self.gone += 1

    def drain(self):
        self.drained += 1


@pytest.mark.parametrize("swift", [False, True])
async def test_what_is_ready_together_leaves_together(swift):
    socket = Socket(swift)

    for text in ("one", "two", "three"):
        socket.outbox.put(text)
    await asyncio.sleep(0)

    assert socket.sent == ["one\ntwo\nthree"]
    assert socket.pushed == swift
    assert socket.drained


async def test_a_log_leaves_at_once_where_nothing_waits_and_is_in_order_elsewhere():
    swift, busy, slow = Socket(swift=True), Socket(swift=True), Socket()
    busy.outbox.put("an answer")

    for socket in (swift, busy, slow):
        assert socket.outbox.tell_log(Piece.of("one", 1))
        assert socket.outbox.tell_log(Piece.of("two", 1))

    assert [swift.sent, busy.sent, slow.sent] == [["one", "two"], [], []]
    await asyncio.sleep(0)
    assert [busy.sent, slow.sent] == [["an answer\none\ntwo"], ["one\ntwo"]]


async def test_a_log_is_told_to_nobody_who_is_gone():
    closed, broken = Socket(swift=True), Socket(swift=True)
    closed.outbox.close()
    broken.open = None

    for socket in (closed, broken):
        socket.outbox.tell_log(Piece.of("one", 1))
    await asyncio.sleep(0)

    assert [closed.sent, broken.sent] == [[], []]
    assert [closed.gone, broken.gone] == [0, 1]
    assert broken.outbox.idle


async def test_joined_texts_stay_below_the_limit():
    socket = Socket()
    text = "x" * 30_000

    for _ in range(5):
        socket.outbox.put(text)
    await asyncio.sleep(0)

    assert len(socket.sent) == 3
    assert all(len(sent) <= limits.JOINED_BYTES for sent in socket.sent)


async def test_a_socket_that_waits_gets_everything_in_order_later():
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("one")
    await asyncio.sleep(0)
    socket.outbox.put("two")
    socket.outbox.put("three")
    await asyncio.sleep(0)
    assert socket.sent == []

    socket.open.set()
    await socket.outbox.flushed()

    assert socket.sent == ["one", "two\nthree"]
    assert socket.drained


async def test_what_could_not_be_sent_at_once_comes_before_what_can():
    socket = Socket(swift=True)
    socket.outbox.put("one")
    await asyncio.sleep(0)
    socket.open.clear()
    socket.outbox.put("two")
    await asyncio.sleep(0)

    socket.open.set()
    socket.outbox.put("three")
    await socket.outbox.flushed()

    assert socket.sent == ["one", "two", "three"]
    assert socket.pushed == 2


async def test_one_socket_that_goes_wrong_does_not_silence_the_next(caplog):
    flushes, flushed = Flushes(), []
    flushes.socket_soon(lambda: 1 / 0)
    flushes.socket_soon(lambda: flushed.append(1))

    await asyncio.sleep(0)

    assert flushed
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


async def test_what_feeds_tell_leaves_with_what_waits_for_a_socket_already():
    flushes = Flushes()
    socket = Socket(flushes=flushes)
    socket.outbox.put("an answer")
    flushes.feed_soon(lambda: socket.outbox.put_log(Piece.of("a line", 1)))

    await asyncio.sleep(0)

    assert socket.sent == ["an answer\na line"]


async def test_a_slow_socket_takes_so_much_of_the_log_and_every_reply():
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("first")
    await asyncio.sleep(0)

    taken = 0
    while socket.outbox.put_log(Piece.of(f"message {taken}", room=7)):
        taken += 1
    socket.outbox.put("a reply")

    assert taken == limits.OUTBOX_ENTRIES
    socket.open.set()
    await socket.outbox.flushed()
    sent = "\n".join(socket.sent).split("\n")
    assert sent == ["first", *(f"message {count}" for count in range(taken)), "a reply"]


async def test_a_slow_socket_is_bounded_in_bytes():
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("first")
    await asyncio.sleep(0)

    text = "\U0001f600" * 10_000
    taken = 0
    while socket.outbox.put_log(Piece.of(text, room=7)):
        taken += 1

    assert taken * 40_000 <= limits.OUTBOX_BYTES + 40_000


async def test_passing_things_are_dropped_while_the_socket_waits():
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("first")
    await asyncio.sleep(0)

    socket.outbox.put_passing("typing")
    socket.open.set()
    await socket.outbox.flushed()

    assert socket.sent == ["first"]


async def test_a_room_that_was_left_is_forgotten():
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("first")
    await asyncio.sleep(0)
    socket.outbox.put_log(Piece.of("secret", room=7))
    socket.outbox.put_log(Piece.of("open", room=8))

    socket.outbox.forget(7)
    socket.open.set()
    await socket.outbox.flushed()

    assert socket.sent == ["first", "open"]


async def test_a_socket_that_takes_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(limits, "STALLED_SECONDS", 0.05)
    socket = Socket()
    socket.open.clear()
    socket.outbox.put("first")

    async with asyncio.timeout(2):
        while not socket.gone:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("fault", [OSError, RuntimeError])
async def test_a_socket_that_fails_is_given_up_once(fault):
    socket = Socket()

    async def fail(text):
        raise fault

    socket.outbox._send = fail
    socket.outbox.put("one")
    socket.outbox.put("two")
    await asyncio.sleep(0)
    socket.outbox.put("three")
    await asyncio.sleep(0)

    assert socket.gone == 1
