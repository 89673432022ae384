"""The wiring: what listens to what, line by line."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self):
        from rooms import checks
        from rooms.actions import lobby
        from rooms.search import index

        checks.add()
        post_migrate.connect(lobby.ensure, sender=self)
        post_migrate.connect(index.ensure, sender=self)
