from django.contrib.auth.decorators import login_required
from django.http import JsonResponse

from rooms.models import Room


@login_required
def groups(request):
    """The open groups, for browsing: which there are, how many are in them, which are yours."""
    found = [
        {"id": room.pk, "name": room.name, "members": room.people, "joined": room.mine}
        for room in Room.objects.open_groups(request.user)
    ]
    return JsonResponse({"groups": found})
