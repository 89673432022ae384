import secrets
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from rooms.actions import accounts, groups, messages, numbers, past, whispers
from rooms.management import starting
from rooms.models import Room
from rooms.text import body as texts
from rooms.text import syllables

WEEK = Path(__file__).parents[2] / "demo" / "week.toml"
SETTLED_DAYS = 7
TO_READ_SECONDS = 15
CHARS_PER_SECOND = 6


class Command(BaseCommand):
    help = "Fills an empty chat with a few people, groups and days of talk, to look at."
    requires_system_checks = []

    def handle(self, **_):
        if settings.SIGNUP != "open":
            raise CommandError("The demo makes accounts, and SIGNUP is closed. Open it for this.")
        starting.prepare()
        week = tomllib.loads(WEEK.read_text())
        password = syllables.spoken(secrets.token_bytes(accounts.PASSWORD_SYLLABLES))
        with numbers.writing():
            if not accounts.set_up_open():
                raise CommandError(
                    "This chat has people already, so it is left as it is. The demo wants an empty"
                    " DATA_DIR, or an empty database."
                )
            fill(week, password, datetime.now(UTC))
        names = list(week["people"])
        self.stdout.write(
            f"{', '.join(names[:-1])} and {names[-1]} have talked for a week; {names[0]} is the"
            f" operator.\nSign in as any of them with this password:\n  {password}"
        )


def fill(week, password, now):
    people = dict(_people(week["people"], password))
    rooms = {"lobby": Room.objects.lobby()} | dict(_groups(week["groups"], people))
    sent = {}
    for scene in week["scenes"]:
        for moment, name, body in _lines(scene, now):
            place = scene["in"]
            if isinstance(place, str):
                posted = messages.post(people[name], rooms[place], body, uuid4())
            else:
                [other] = set(place) - {name}
                posted = whispers.send(people[name], people[other], body, uuid4())
            sent[posted.message_id] = moment
    past.write_back(now - timedelta(days=SETTLED_DAYS), sent)


def _people(named, password):
    """(username, account) of each; the first who comes is the operator."""
    make = accounts.set_up
    for username, name in named.items():
        yield username, make(username, password, name)
        make = accounts.sign_up


def _groups(members, people):
    for name, (owner, *others) in members.items():
        room = groups.create(people[owner], name)
        for other in others:
            groups.join(people[other], room)
        yield name, room


def _lines(scene, now):
    """(time, who, what) of a scene: whoever answers has read, and types as people do."""
    moment = _beginning(scene, now)
    for name, body in scene["talk"]:
        yield moment, name, texts.normalise(body)
        moment += timedelta(seconds=TO_READ_SECONDS + len(body) / CHARS_PER_SECOND)


def _beginning(scene, now):
    if "minutes_ago" in scene:
        return now - timedelta(minutes=scene["minutes_ago"])
    day = now.date() - timedelta(days=scene["days_ago"])
    return datetime.combine(day, scene["at"], UTC)
