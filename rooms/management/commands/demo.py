import secrets
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db.models import Max

from rooms.actions import (
    accounts,
    appearance,
    groups,
    messages,
    numbers,
    past,
    pins,
    reactions,
    reading,
    whispers,
)
from rooms.management import starting
from rooms.models import Membership, Message, Room
from rooms.text import body as texts
from rooms.text import status, syllables

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
        said = []
        for line in _lines(scene, now):
            said.append(_say(line, scene["in"], people, rooms, said))
            sent[said[-1]] = line.moment
    for name, words in week["statuses"].items():
        appearance.appear(people[name], status=status.typed(words, now))
    past.write_back(now - timedelta(days=SETTLED_DAYS), sent)
    _read(now - timedelta(minutes=week["read_minutes_ago"]))


def _say(line, place, people, rooms, said):
    """The message's id, with what others have put to it. `said` are those of its scene so far."""
    author = people[line.who]
    if isinstance(place, str):
        answered = said[-line.answers] if line.answers else None
        posted = messages.post(author, rooms[place], line.body, uuid4(), reply_to=answered)
    else:
        [other] = set(place) - {line.who}
        posted = whispers.send(author, people[other], line.body, uuid4())
    for emoji, names in line.reactions.items():
        for name in names:
            reactions.add(people[name], posted.message_id, emoji)
    if line.pinned:
        pins.pin(author, posted.message_id)
    return posted.message_id


def _read(until):
    """Everybody has read what was said by then."""
    last = dict(
        Message.objects.filter(sent_at__lt=until).values_list("room").annotate(last=Max("seq"))
    )
    there = Membership.objects.filter(room__in=last).values_list("user", "room")
    reading.mark([reading.Mark(user, room, last[room]) for user, room in there])


def _people(named, password):
    """(username, account) of each; the first who comes is the operator."""
    make = accounts.set_up
    for username, name in named.items():
        person = make(username, password, name)
        reading.begin(person)
        yield username, person
        make = accounts.sign_up


def _groups(members, people):
    for name, (owner, *others) in members.items():
        room = groups.create(people[owner], name)
        for other in others:
            groups.join(people[other], room)
        yield name, room


class _Line(NamedTuple):
    """What somebody says, maybe in answer to what stands some lines above, and what came of it."""

    moment: datetime
    who: str
    body: str
    answers: int = 0
    reactions: dict = {}
    pinned: bool = False


def _lines(scene, now):
    """The lines of a scene: whoever answers has read, and types as people do."""
    moment = _beginning(scene, now)
    for who, body, *more in scene["talk"]:
        yield _Line(moment, who, texts.normalise(body), **(more[0] if more else {}))
        moment += timedelta(seconds=TO_READ_SECONDS + len(body) / CHARS_PER_SECOND)


def _beginning(scene, now):
    if "minutes_ago" in scene:
        return now - timedelta(minutes=scene["minutes_ago"])
    day = now.date() - timedelta(days=scene["days_ago"])
    return datetime.combine(day, scene["at"], UTC)
