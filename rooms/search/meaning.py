"""What the conditions of a search mean to one reader: whom and which rooms they name, and when."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from rooms.models import Membership, Mention, Message, Reaction, Room, Saved, User
from rooms.models.terms import AUTHOR, CODE, LINK, ROOM, between
from rooms.text import names

from . import days, grammar

ME = "me"
EVERYONE = {"all", "everyone"}
NOTHING = Q(pk__in=[])


class Time(NamedTuple):
    """What was sent from the moment `since` on, and before the moment `upto`."""

    since: datetime = days.FIRST
    upto: datetime = days.LAST

    def within(self, other):
        return Time(max(self.since, other.since), min(self.upto, other.upto))

    @property
    def others(self):
        """What was sent at any other time: a Time too, where it lies on one side."""
        if self.since == days.FIRST:
            return Time(since=self.upto)
        return Time(upto=self.since) if self.upto == days.LAST else ~self.rows

    @property
    def rows(self):
        if self.since >= self.upto:
            return NOTHING
        since = Q() if self.since == days.FIRST else Q(sent_at__gte=self.since)
        return since if self.upto == days.LAST else since & Q(sent_at__lt=self.upto)

    @property
    def terms(self):
        """Whatever was sent in this time has one of these, which go by whole months."""
        return [] if self == Time() else list(between(*self))


class Those(NamedTuple):
    """Messages whose `field` is one of these ids, of which the index has terms of a kind."""

    field: str
    kind: str
    ids: list

    @property
    def terms(self):
        return [f"{self.kind}{pk}" for pk in self.ids]


@dataclass
class Meaning:
    """What a message has to fulfil: `rows` in the table, and in the index one term out of each of
    the `wanted` and none of the `unwanted`. By these it is one of `those`, which are told by their
    field; and it was sent in `time`, by `rows` too.
    """

    rows: Q = field(default_factory=Q)
    wanted: list = field(default_factory=list)
    unwanted: list = field(default_factory=list)
    time: Time = Time()
    those: dict = field(default_factory=dict)
    is_nothing: bool = False

    def take(self, condition, negated):
        if condition is NOTHING and not negated:
            self.is_nothing = True
        if isinstance(condition, Time) and negated:
            condition, negated = condition.others, False
        if isinstance(condition, Time):
            self.time = self.time.within(condition)
            return
        if isinstance(condition, Those):
            self.those |= {} if negated else {condition.field: condition}
            condition = condition.terms
        if isinstance(condition, Q):
            self.rows &= ~condition if negated else condition
        else:
            (self.unwanted if negated else self.wanted).append(condition)

    @property
    def paths(self):
        """Conditions of which whatever is found fulfils one: where there can be few such messages,
        those of an author, or of a room.
        """
        those = self.those.get("author") or self.those.get("room")
        return [Q(**{those.field: pk}) for pk in those.ids] if those else [Q()]


def of(query, user, zone):
    """What the conditions of a query mean; what can't be meant is told in the query."""
    reader = Reader(query, user, zone)
    meaning = Meaning()
    for one in query.conditions:
        found = NOTHING if one.value is None else reader.means(one)
        meaning.take(found, one.negated)
    meaning.rows &= meaning.time.rows
    return meaning


class Reader:
    """Whoever searches: names mean what they mean to them."""

    def __init__(self, query, user, zone):
        self.query, self.user = query, user
        self.zone = days.zone(zone)

    def means(self, condition):
        means = getattr(self, f"_{condition.operator}")
        return means(condition.value)

    def _in(self, name):
        rooms = list(self._rooms(name))
        if not rooms:
            self.query.explain(
                f"You are in no room called {name}, and whisper with nobody of that name."
            )
            return NOTHING
        return Those("room", ROOM, rooms)

    def _rooms(self, name):
        mine = Room.objects.followed_by(self.user)
        called = mine.filter(name_key=names.key(name.removeprefix("#"))).exclude(name_key="")
        yield from called.values_list("pk", flat=True)
        key = self.user.username_key if name == ME else names.key(name.removeprefix("@"))
        others = Membership.objects.filter(user__username_key=key).exclude(user=self.user)
        whispers = mine.filter(kind=Room.Kind.WHISPER, pk__in=others.values("room"))
        yield from whispers.values_list("pk", flat=True)

    def _from(self, name):
        person = self._person(name)
        return Those("author", AUTHOR, [person.pk]) if person else NOTHING

    def _to(self, name):
        to_all = Q(user=None)
        if name.casefold().removeprefix("@") in EVERYONE:
            return Q(pk__in=Mention.objects.filter(to_all).values("message"))
        person = self._person(name)
        if person is None:
            return NOTHING
        return Q(pk__in=Mention.objects.filter(to_all | Q(user=person)).values("message"))

    def _has(self, what):
        if what in ("link", "code"):
            return [LINK if what == "link" else CODE]
        rows = Mention.objects if what == "mention" else Reaction.objects
        return Q(Exists(rows.filter(message=OuterRef("pk"))))

    def _is(self, what):
        if what == "saved":
            return Q(pk__in=Saved.objects.filter(user=self.user).values("message"))
        if what == "pinned":
            return Q(pinned_at__isnull=False)
        return self._unread()

    def _unread(self):
        """Of others, above the marker: room by room, as most rooms have been read."""
        mine = Membership.objects.filter(user=self.user, room__counter__last_seq__gt=F("read_seq"))
        above = NOTHING
        for room_id, read in mine.values_list("room", "read_seq"):
            above |= Q(room=room_id, seq__gt=read)
        return above & ~Q(author=self.user) & ~Q(kind=Message.Kind.SYSTEM)

    def _before(self, day):
        span = self._span("before", day)
        return Time(upto=span[0]) if span else NOTHING

    def _after(self, day):
        span = self._span("after", day)
        return Time(since=span[1]) if span else NOTHING

    def _on(self, day):
        span = self._span("on", day)
        return Time(*span) if span else NOTHING

    def _span(self, operator, day):
        found = days.span(day, self.zone, timezone.now())
        if found is None:
            self.query.explain(f"{day} is no day. {operator}: takes a day, {grammar.DAYS}")
        return found

    def _person(self, name):
        key = names.key(name.removeprefix("@"))
        if key == ME:
            return self.user
        person = User.objects.filter(username_key=key).first()
        if person is None:
            self.query.explain(f"There is nobody called {name}.")
        return person
