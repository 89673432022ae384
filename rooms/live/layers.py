"""The channel layer of one process: Channels' own, made to hand what arrives to it at once.

A room's audience is subscribed to once per process, however many sockets follow it, and a
message for it is heard once. Several processes have `redis_layer`, which does the same.
"""

from channels.layers import InMemoryChannelLayer


def is_direct(layer):
    """Whether the layer hands a message to the process itself, and not to each consumer.

    Such a layer takes at once by `hand(group, message)` what others take by `group_send`.
    """
    return getattr(layer, "direct", False)


class LocalLayer(InMemoryChannelLayer):
    """A message for a group goes straight to the process's ears."""

    direct = True
    hears = True
    ears = None

    def listen(self, ears):
        self.ears = ears

    async def barrier(self):
        """Everything added to a group until now hears what is sent from now on."""

    async def group_add(self, group, channel):
        self.require_valid_group_name(group)
        self.groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group, channel):
        channels = self.groups.get(group, set())
        channels.discard(channel)
        if not channels:
            self.groups.pop(group, None)

    async def group_send(self, group, message):
        self.hand(group, message)

    def hand(self, group, message):
        if group in self.groups and self.ears is not None:
            self.ears(message)
