from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef
from django.http import JsonResponse

from rooms.models import Membership, Room


@login_required
def groups(request):
    """The open groups, for browsing: which there are, how many are in them, which are yours."""
    mine = Membership.objects.filter(room=OuterRef("pk"), user=request.user)
    rooms = Room.objects.visible_to(request.user).filter(kind=Room.Kind.GROUP, closed_at=None)
    rooms = rooms.annotate(people=Count("memberships"), mine=Exists(mine)).order_by("name_key")
    found = [
        {"id": room.pk, "name": room.name, "members": room.people, "joined": room.mine}
        for room in rooms
    ]
    return JsonResponse({"groups": found})
