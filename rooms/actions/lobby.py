"""The one room that is always there."""

from rooms.models import Room, RoomSeq


def ensure(using="default", **_):
    """Make the lobby where it is missing: after migrating, and after a test's flush."""
    lobby, _ = Room.objects.using(using).get_or_create(
        kind=Room.Kind.LOBBY, defaults={"name": "Lobby", "name_key": "lobby"}
    )
    RoomSeq.objects.using(using).get_or_create(room=lobby)
