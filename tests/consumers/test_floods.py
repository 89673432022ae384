"""Who asks for more than anybody needs, or takes none of the answers."""

import asyncio

from rooms import limits
from rooms.live import process

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
