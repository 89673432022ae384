"""Whom a message speaks to: by name, or with @here and @room to many at once.

Whoever writes an @ and a name of somebody who reads there speaks to them; any other name is text.
"""

from dataclasses import dataclass, field

from rooms import limits
from rooms.errors import BadField, Forbidden, Refusal
from rooms.models import Membership, Mention, Message, Room, User, each, terms
from rooms.text import markdown, names
from rooms.text import mentions as texts

from . import presence


@dataclass
class Called:
    """What a text says, rendered, and whom it calls: (user or None for everyone, as written).

    `absent` are people whom it names and who don't read there; `hint` is for its author;
    `hindrance` is why it may not be said so.
    """

    html: str
    people: list = field(default_factory=list)
    absent: list = field(default_factory=list)
    hint: str = ""
    hindrance: Refusal | None = None


def prepare(lines):
    """Render these lines, and find whom they speak to. Where no line has an @ nothing is asked."""
    calling = {line for line in lines if texts.SIGN in line.body and line.called is None}
    circles = _circles(calling) if calling else {}
    for line in lines:
        if line in calling:
            line.called = _called(line, circles.get(line.room_id))
        elif line.called is None:
            line.called = Called(line.html or markdown.render(line.body))


def between(line, people):
    """The same of a whisper, whose room may not be there yet: these two may be called."""
    named = _people(texts.called(line.body)) if texts.SIGN in line.body else {}
    readers = {key: user for key, user in named.items() if user.pk in people}
    strangers = {key: user for key, user in named.items() if user.pk not in people}
    line.called = _rendered(line.body, readers, strangers=strangers)


def rows(message, called):
    """The mentions of a message just made, not kept yet."""
    return [_row(message, user, name) for user, name in called.people]


def reworded(message_id, body):
    """Other words for a message, rendered before any lock is taken: what `renew` takes."""
    message = Message.objects.only("room", "author").filter(pk=message_id).first()
    if message is None:
        # Whoever locks its room finds that there is none.
        return None
    line = _Edited(message.room_id, body)
    circle = _circles([line]).get(line.room_id) if texts.SIGN in body else None
    readers, strangers = (circle.readers, circle.strangers) if circle else ({}, {})
    words = Reworded(message.author_id, body, readers, strangers)
    rows = Mention.objects.filter(message=message, name__in=texts.CROWDS)
    words.calling(rows.values_list("name", flat=True))
    return words


def renew(message, words):
    """Have a message speak to whom its new words call, as part of the transaction that edits it.

    Gives it its new body, html and terms, which the caller saves. An edit calls nobody with @here
    and @room: who was so stays so while the words say it.
    """
    rows = list(Mention.objects.filter(message=message).order_by("pk").select_related("user"))
    crowd = {row.user_id: row for row in rows if row.name in texts.CROWDS}
    called, found = words.calling(row.name for row in crowd.values())
    now = {user.pk: (user, name) for user, name in called.people if user}
    spoken = {names.key(name) for user, name in called.people if user is None}
    for user_id, row in crowd.items():
        if row.name in spoken:
            now.setdefault(user_id, (row.user, row.name))
    Mention.objects.filter(message=message).delete()
    fresh = [_row(message, *one) for one in now.values()]
    each.add(fresh)
    message.body, message.html = words.body, called.html
    message.find_terms(found)
    message.speaks_to(fresh)


def again(message):
    """Its html made anew, with those whom it speaks to as they are kept."""
    called = {names.key(row.name): row.user for row in message.calls}
    crowds = texts.CROWDS & called.keys()
    readers = {key: user for key, user in called.items() if key not in crowds}
    return _rendered(message.body, readers, crowds).html


@dataclass
class Reworded:
    """Other words for a message by this author, and the people named in them."""

    author_id: int
    body: str
    readers: dict
    strangers: dict
    made: dict = field(default_factory=dict)

    def calling(self, crowds):
        """(Called, terms) where these of @here and @room still call: made when first asked for."""
        crowds = frozenset(crowds)
        if crowds not in self.made:
            called = _rendered(self.body, self.readers, crowds, self.strangers)
            self.made[crowds] = called, terms.of(self.author_id, self.body, called.html)
        return self.made[crowds]


@dataclass(eq=False)
class _Edited:
    room_id: int
    body: str


@dataclass
class _Circle:
    """A room, and those of the people named anywhere who read there or don't: {key: user}."""

    room: Room
    readers: dict
    strangers: dict


def _circles(lines):
    """{room id: circle} for the rooms of these lines: three questions, however many they are."""
    people = _people(set().union(*(texts.called(line.body) for line in lines)))
    rooms = Room.objects.in_bulk({line.room_id for line in lines})
    called = [user.pk for user in people.values()]
    belonging = Membership.objects.filter(room__among=rooms, user__among=called)
    there = set(belonging.values_list("room_id", "user_id")) if people else set()
    circles = {}
    for room in rooms.values():
        reads = {
            key: room.kind == Room.Kind.LOBBY or (room.pk, user.pk) in there
            for key, user in people.items()
        }
        readers = {key: user for key, user in people.items() if reads[key]}
        strangers = {key: user for key, user in people.items() if not reads[key]}
        circles[room.pk] = _Circle(room, readers, strangers)
    return circles


def _people(keys):
    """{key: user} of those who are called so."""
    people = User.objects.filter(username_key__among=keys - texts.CROWDS, is_active=True, bot=False)
    return {user.username_key: user for user in people}


def _called(line, circle):
    if circle is None:
        # There is no such room: whoever keeps the line says so.
        return Called(markdown.render(line.body))
    # A question to the assistant calls nobody away from their work.
    crowds = set() if line.typed else texts.CROWDS & texts.called(line.body)
    called = _rendered(line.body, circle.readers, crowds, circle.strangers)
    if called.absent and circle.room.kind == Room.Kind.GROUP:
        called.hint = _hint(called.absent, circle.room)
    for crowd in [name for user, name in called.people if user is None]:
        called.people.remove((None, crowd))
        _call_crowd(called, line, circle.room, names.key(crowd))
    return called


def _rendered(body, readers, crowds=(), strangers=()):
    known = dict.fromkeys(strangers, False) | dict.fromkeys(crowds)
    known |= {key: user.pk for key, user in readers.items()}
    if not known:
        return Called(markdown.render(body))
    html, named = markdown.render_calling(body, known)
    people = [(readers.get(key), name) for key, name in named.items() if key not in strangers]
    return Called(html, people, absent=[strangers[key] for key in named if key in strangers])


def _hint(absent, room):
    them = [user.username for user in absent]
    several = len(them) > 1
    who = f"{', '.join(them[:-1])} and {them[-1]}" if several else them[0]
    return (
        f"{who} {'are' if several else 'is'} not in {room.name}, so this does not reach"
        f" {'them' if several else 'that person'}. /group invite {them[0]}"
    )


def _call_crowd(called, line, room, crowd):
    """Let a line speak to everyone in its room, or to those of them who are here."""
    everyone = User.objects.filter(is_active=True, bot=False).belonging_to(room)
    others = everyone.exclude(pk=line.author.pk)
    if everyone.count() > limits.CALLED_AT_EASE and not _may_call(line.author, room):
        called.hindrance = Forbidden(_only(room, crowd))
        return
    known = {user.pk for user, _ in called.people if user}
    if crowd == texts.ROOM:
        number, people = others.count(), [(None, crowd)]
    else:
        here = list(others.filter(pk__among=[user.pk for user in presence.here()]))
        number, people = len(here), [(user, crowd) for user in here if user.pk not in known]
    if crowd == texts.HERE and number > limits.HERE_CALLED:
        called.hindrance = BadField(
            f"@here can call {limits.HERE_CALLED} people, and {number} are here. @room calls all.",
            field="body",
        )
    elif number > limits.CALLED_AT_EASE and not line.confirm:
        called.hindrance = BadField(
            f"Call {number} people? @{crowd} was not sent yet: it has to be confirmed.",
            field="confirm",
        )
    called.people += people


def _may_call(author, room):
    if room.kind == Room.Kind.LOBBY:
        return User.objects.filter(pk=author.pk, is_staff=True).exists()
    owners = Membership.objects.filter(room=room, role=Membership.Role.OWNER)
    return owners.filter(user=author).exists()


def _only(room, crowd):
    who = "operators" if room.kind == Room.Kind.LOBBY else "owners"
    return (
        f"With more than {limits.CALLED_AT_EASE} people in a room, only {who} can call all of"
        f" them with @{crowd}. `@{crowd}` says it without calling anybody."
    )


def _row(message, user, name):
    # Not the message itself: it will know its mentions, and both would stay as garbage.
    place = {"message_id": message.pk, "room_id": message.room_id, "seq": message.seq}
    return Mention(**place, user=user, name=name)
