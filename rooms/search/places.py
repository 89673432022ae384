"""What rooms are called by one who reads in them."""

from rooms.models import Membership, Room


def titles(user, room_ids):
    """{room id: title} of these rooms: a whisper is called by the other's name."""
    rooms = {room.pk: room for room in Room.objects.filter(pk__in=set(room_ids))}
    found = {pk: room.name for pk, room in rooms.items()}
    whispers = [pk for pk, room in rooms.items() if room.kind == Room.Kind.WHISPER]
    both = Membership.objects.filter(room__in=whispers).exclude(user=user)
    for other in both.select_related("user"):
        found[other.room_id] = other.user.name or other.user.username
    return found
