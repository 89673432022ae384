"""olga looks after the place; she sits at her browser, and so may others."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from rooms import limits
from rooms.actions import messages, whispers
from rooms.live import database
from rooms.models import Room

from ..conftest import layer_brings_all

WHY = "They asked for it."


def page(kind, thing, name="change", member=None):
    """The address of an operators' page about a group or a user."""
    more = [member.pk] if member else []
    return reverse(f"admin:rooms_{kind}_{name}", args=[thing.pk, *more])


def listing(kind):
    return reverse(f"admin:rooms_{kind}_changelist")


def say(person, room, body):
    return messages.post(person, room, body, client_id=uuid.uuid4())


def whisper(sender, to, body):
    """Say it to one person. Returns the room of the two."""
    return Room.objects.get(pk=whispers.send(sender, to, body, uuid.uuid4()).room_id)


@pytest.fixture
def browser():
    """A browser in which this person has signed in; nobody, if none is given."""

    def make(person=None):
        client = Client()
        if person:
            client.force_login(person)
        return client

    return make


@pytest.fixture
def olga(person):
    return person("olga", is_staff=True)


@pytest.fixture
def desk(browser, olga):
    return browser(olga)


@pytest.fixture
def at_desk(desk):
    """olga's clicks while sockets are open: `await at_desk.post(…)`, on a thread of its own."""

    class Desk:
        async def get(self, *what):
            return await database.write(desk.get, *what)

        async def post(self, *what):
            return await database.write(desk.post, *what)

    return Desk()


@pytest.fixture
def by_the_hint(monkeypatch):
    """Polls are too rare to tell anything: what is heard was told at once. A layer that loses
    hints keeps its polls.
    """
    if layer_brings_all():
        for clock in ("POLL_SECONDS", "POLL_DEAF_SECONDS", "SESSION_SECONDS"):
            monkeypatch.setattr(limits, clock, 600)
