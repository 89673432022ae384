"""On Channels' own layers, which forget who listens after a day."""

from rooms import limits
from rooms.live import process
from rooms.wire import audiences

from ..conftest import crossing


@crossing
async def test_every_audience_is_joined_again_before_the_layer_forgets(
    connect, ada, lobby, settings
):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    await connect(ada)
    server = await process.start()
    joined = {name: set(members) for name, members in server.layer.groups.items()}
    assert {audiences.room(lobby.pk), audiences.user(ada.pk), audiences.SITE} == set(joined)

    server.layer.groups.clear()
    await server.access.rejoin_all()

    assert {name: set(members) for name, members in server.layer.groups.items()} == joined
    assert limits.REJOIN_SECONDS < server.layer.group_expiry / 2
