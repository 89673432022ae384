"""Who asks for more than anybody needs, or takes none of the answers."""

import asyncio
import time

from rooms import limits
from rooms.live import process
from rooms.wire import history

from ..conftest import crossing
from ..line import stalled


@crossing
async def test_a_flood_ends_the_connection(connect, ada, lobby):
    line = await connect(ada)

    for count in range(400):
        await line.post(lobby, f"line {count}")

    assert await line.closed() == 4429


@crossing
async def test_what_is_refused_for_good_is_a_flood_as_well(connect, ada, lobby):
    line = await connect(ada)

    for _ in range(400):
        await line.post(lobby, "")

    assert await line.closed() == 4429


@crossing
async def test_who_takes_no_answers_is_asked_nothing_more(connect, ada, lobby, monkeypatch):
    """Else what waits for them would fill the memory."""
    monkeypatch.setattr(limits, "OUTBOX_BYTES", 2_000)
    line = await connect(ada)
    [connection] = (await process.start()).access.connections[ada.pk]
    takes_again = stalled(connection)
    for count in range(100):
        await line.say("message.post", room=lobby.pk, client_id=f"{count}", body="")
        await asyncio.sleep(0)
    assert sum(piece.weight for piece in connection.outbox._pieces) < 2 * limits.OUTBOX_BYTES
    takes_again.set()

    for count in range(100):
        assert (await line.answer(f"{count}"))["type"] == "error"


@crossing
async def test_a_person_s_pages_are_read_one_after_the_other(connect, ada, bob, lobby, monkeypatch):
    """Else one who asks for many has all threads, and what others say waits for them."""
    read, reading, most = history.page, [], {}

    def watched(room, user, **where):
        reading.append(user)
        time.sleep(0.02)
        most[user.pk] = max(most.get(user.pk, 0), reading.count(user))
        most["all"] = max(most.get("all", 0), len(reading))
        reading.remove(user)
        return read(room, user, **where)

    monkeypatch.setattr(history, "page", watched)
    first, second, other = [await connect(user) for user in (ada, ada, bob)]
    asked = [(line, f"{n}") for n in range(4) for line in (first, second, other)]
    for line, id in asked:
        await line.say("room.history", id=id, room=lobby.pk)
    for line, id in asked:
        await line.hear("room.page", id=id)

    assert most == {ada.pk: 1, bob.pk: 1, "all": 2}


@crossing
async def test_pages_asked_for_together_leave_others_a_moment(connect, ada, lobby, monkeypatch):
    """A page that is asked for once the one before is there waits for nothing."""
    monkeypatch.setattr(limits, "BETWEEN_PAGES_SECONDS", 0.1)
    line = await connect(ada)

    server = await process.start()
    async with server.paging.of(ada.pk):
        for id in "abcdef":
            await line.say("room.history", id=id, room=lobby.pk)
        await line.say("heartbeat", id="after all these")
        await line.hear("heartbeat", id="after all these")
    began = time.monotonic()
    for id in "abcdef":
        await line.hear("room.page", id=id)
    assert time.monotonic() - began > 5 * limits.BETWEEN_PAGES_SECONDS

    monkeypatch.setattr(limits, "BETWEEN_PAGES_SECONDS", 30)
    began = time.monotonic()
    for id in "abc":
        await line.say("room.history", id=id, room=lobby.pk)
        await line.hear("room.page", id=id)
    assert time.monotonic() - began < limits.BETWEEN_PAGES_SECONDS
