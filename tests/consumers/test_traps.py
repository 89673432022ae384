"""What ends or stalls an ordinary Channels consumer does neither here."""

import asyncio
import threading
import uuid

from asgiref.sync import sync_to_async

from rooms import limits
from rooms.actions import messages, numbers, receipts
from rooms.consumers import inbox
from rooms.live import database, process
from rooms.search import find
from rooms.wire import lists

from ..conftest import crossing


@crossing
async def test_however_a_socket_ends_it_leaves_nothing_behind(connect, ada, monkeypatch):
    line = await connect(ada)
    server = await process.start()

    async def break_down(*_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(inbox, "receive", break_down)
    await line.say("heartbeat")
    try:
        await line.socket.wait(timeout=2)
    except RuntimeError:
        pass

    assert server.access.everyone() == []
    assert server.feeds._feeds == {}


@crossing
async def test_a_slow_question_elsewhere_delays_no_delivery(connect, ada, bob, lobby):
    hers, his = await connect(ada), await connect(bob)
    begun, answered = threading.Event(), threading.Event()

    def ask():
        begun.set()
        return answered.wait(60)

    slow = asyncio.create_task(sync_to_async(ask)())
    await asyncio.to_thread(begun.wait)

    await hers.asked(lobby, "Hello")
    await his.hear("message.posted")

    assert not slow.done(), "the delivery waited for Django's one thread"
    answered.set()
    assert await slow


@crossing
async def test_a_burst_of_many_senders_arrives_whole(connect, ada, bob, lobby, person, monkeypatch):
    monkeypatch.setitem(limits.BUCKETS, "message", (1000, 10_000))
    speakers = [await connect(ada), await connect(bob)]
    listener = await connect(ada)

    async def talk(line):
        for count in range(150):
            await line.post(lobby, f"line {count}")

    await asyncio.gather(*map(talk, speakers))

    for seq in range(1, 301):
        assert (await listener.hear("message.posted"))["seq"] == seq


@crossing
async def test_a_message_of_an_unknown_type_from_the_layer_is_dropped(connect, ada, lobby):
    line = await connect(ada)
    server = await process.start()
    [connection] = server.access.everyone()

    await connection.consumer.dispatch({"type": "chat.dance"})
    server.hear({"type": "chat.dance"})

    assert (await line.asked(lobby, "Still here"))["type"] == "ack"


@crossing
async def test_many_long_lines_at_once_all_arrive(connect, ada, bob, lobby):
    """More than an outbox holds: what does not fit waits, and nothing is begun again."""
    his = await connect(bob)
    said = [f"{count} " + "&" * 3_900 for count in range(150)]

    def talk():
        with numbers.writing():
            for body in said:
                messages.post(ada, lobby, body, uuid.uuid4())

    await database.write(talk)

    heard = [(await his.hear("message.posted"))["message"]["body"] for _ in said]
    assert heard == said


@crossing
async def test_whatever_goes_wrong_nobody_waits_for_an_answer(
    connect, ada, lobby, monkeypatch, caplog
):
    def broken(*_, **__):
        raise OSError("of no kind that is looked for")

    line = await connect(ada)
    group = {"room": lobby, "body": "/group create Chess", "client_id": str(uuid.uuid4())}
    with monkeypatch.context() as patched:
        patched.setattr(lists, "pins", broken)
        patched.setattr(find, "page", broken)
        patched.setattr(receipts, "once", broken)
        for n in range(limits.UNFINISHED_REQUESTS + 1):
            await line.say("room.pins", room=lobby.pk, id=f"p{n}")
            error = await line.hear("error", id=f"p{n}")
            assert (error["code"], error["final"]) == ("unavailable", False)
        # Whoever waits for no answer is not waited for.
        error = await line.asked(lobby, "/search chess")
        assert (error["code"], error["final"]) == ("unanswered", True)
        assert (await line.asked(lobby, "What is said goes on"))["type"] == "ack"
        for _ in range(3):
            error = await line.asked(**group)
            assert (error["code"], error["final"]) == ("unavailable", False)
        assert (await line.asked(lobby, "What comes after it waits"))["code"] == "retry"
    assert "a request was not answered: OSError" in caplog.text
    caplog.clear()

    await line.say("room.pins", room=lobby.pk, id="again")
    assert (await line.hear("room.pins", id="again"))["messages"] == []
    assert (await line.asked(**group))["type"] == "notice"
