"""An app that is set up otherwise here than by itself."""

from django.apps import AppConfig


class Daphne(AppConfig):
    """Its `runserver` alone: its own config loads all of Twisted into each process."""

    name = "daphne"
