from rooms.live import garbage, process

from ..conftest import crossing


@crossing
async def test_it_is_searched_for_when_as_many_sockets_are_gone_as_are_open(
    connect, ada, bob, monkeypatch
):
    searches = []
    monkeypatch.setattr(garbage, "FEW", 1)
    hers = [await connect(ada) for _ in range(3)]
    server = await process.start()
    await server.garbage.sweep()
    monkeypatch.setattr(garbage.gc, "collect", lambda: searches.append(len(gone)))
    gone = []

    for _ in range(7):
        his = await connect(bob)
        await his.leave()
        gone.append(his)
        while bob.pk in server.access.connections:
            await hers[0].hears_nothing()
        await server.garbage.sweep()

    assert searches == [3, 6]
