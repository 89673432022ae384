from django.contrib.auth.decorators import login_required
from django.http import JsonResponse

from rooms.models import Room
from rooms.wire import payloads


@login_required
def groups(request):
    """The open groups, for browsing: which there are, how many are in them and when something
    was said last, which are private and which are yours.
    """
    told = [_told(room) for room in Room.objects.open_groups(request.user)]
    return JsonResponse({"groups": told}, headers={"Cache-Control": "no-store"})


def _told(room):
    return {
        "id": room.pk,
        "name": room.name,
        "members": room.people,
        "private": room.private,
        "joined": room.mine,
        "said_at": payloads.time(room.said_at),
    }
