"""What the measuring has done in the chat's own code, each in a process with its settings."""

PEOPLE_AND_ROOMS = """
import json
from rooms.actions import groups
from rooms.models import Membership, Room, User
from tests.faults import people
made = people.made({people})
owner = User.objects.get(pk=made[-1][0])
rooms = [groups.create(owner, f"Room {{n}}").pk for n in range({rooms})]
Membership.objects.bulk_create(
    Membership(room_id=rooms[n // {in_room}], user_id=pk)
    for n, (pk, _, _) in enumerate(made[: {rooms} * {in_room}])
)
print(json.dumps([Room.objects.lobby().pk, rooms, [key for _, _, key in made]]))
"""
MILLION = """
import json
from bench import million
from tests.faults import people
print(json.dumps([people.signed_in(million.fill({count}))]))
"""
UNREAD = """
import uuid
from rooms.actions.messages import Line, post_all
from rooms.models import Membership, Room, User
author, room = User.objects.get(username="person0"), Room.objects.lobby()
for user in User.objects.exclude(pk=author.pk):
    Membership.objects.get_or_create(user=user, room=room)
Membership.objects.filter(room=room).update(read_seq=0)
for _ in range(8):
    post_all([Line(room.pk, author, uuid.uuid4(), "something that was said") for _ in range(250)])
"""
CROWD = """
from django.db import connection
from rooms.models import User
names = [f"c{n}" for n in range(100_000)]
User.objects.bulk_create([User(username=n, username_key=n) for n in names], batch_size=5000)
if connection.vendor == "postgresql":
    connection.cursor().execute("VACUUM ANALYZE rooms_user")
"""
ASKED = """
import json, time
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from rooms.actions import presence
from rooms.live import view
from rooms.models import Connection, Lease, User, UserSeq
ids = list(User.objects.filter(username__startswith="c").values_list("pk", flat=True)[:10_000])
lease = Lease.objects.create(until=timezone.now() + timedelta(hours=1))
Connection.objects.bulk_create(Connection(lease=lease, user_id=pk) for pk in ids)
UserSeq.objects.bulk_create(UserSeq(user_id=pk) for pk in ids)
cursor = connection.cursor()
cursor.execute("VACUUM ANALYZE rooms_connection, rooms_userseq")
pid = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
def spent():
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return time.process_time() * 1e6, (int(fields[11]) + int(fields[12])) * 10_000
def cost(ask, count=len(ids)):
    ask()
    before = spent()
    for _ in range(10):
        ask()
    return [round((b - a) / 10 / count, 2) for a, b in zip(before, spent())]
known = {one.pk: one for one in presence.here()}
print("each of those who are here, looked at:", cost(
    lambda: [one for one in presence.here(ids[:5_000]) if one != known[one.pk]]),
    "us: server, database")
print("one of them, looked at alone:", cost(lambda: presence.here((), ids[:1]), 1), "us")
print("each of those whose counter is asked for:", cost(lambda: view.counters(ids)))
lease.delete()
"""
