"""The order in which one connection's posts are decided."""


class Order:
    """Posts of one connection to one room are decided in the order in which they came.

    After one that is to be retried, later ones are refused until that one comes again.
    """

    def __init__(self):
        self._held = {}
        self._count = 0

    def ticket(self, room_id, client_id):
        """A line has come: its place in the order."""
        self._count += 1
        if room_id in self._held and self._held[room_id][1] == client_id:
            del self._held[room_id]
        return self._count

    def waits(self, room_id, ticket):
        """Whether a line has to wait for an earlier one to come again."""
        return room_id in self._held and self._held[room_id][0] < ticket

    def hold(self, room_id, ticket, client_id):
        """This line was refused for now: those behind it wait."""
        if room_id not in self._held or ticket < self._held[room_id][0]:
            self._held[room_id] = (ticket, client_id)
