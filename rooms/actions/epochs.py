"""A log that is another one: of a restored backup, or of another database.

Its numbers were, or will be, given to something else than what clients hold. Each room gets a new
epoch, by which they know that their copy is to be thrown away.
"""

from rooms.models import RoomSeq
from rooms.models.room import new_epoch

ROOMS_AT_ONCE = 500


def renew(using):
    """Give every room of this database a new epoch. No server may run on it."""
    rows = list(RoomSeq.objects.using(using).all())
    for row in rows:
        row.epoch = new_epoch()
    RoomSeq.objects.using(using).bulk_update(rows, ["epoch"], batch_size=ROOMS_AT_ONCE)
