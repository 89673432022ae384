"""What a typed line with a slash means. A command is a function whose usage line is its grammar.

`/group join <name...>` takes the words `group join`, then one argument that is the rest of the
line, as it stands. `<x>` is one word, or several in quotes; `[x]` may be left out.
"""

import difflib
import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from rooms.errors import BadField, NotFound
from rooms.models import Room, User
from rooms.text import names

WORD = re.compile(r'"([^"]*)"(?=\s|$)|(\S+)')
ARGUMENT = re.compile(r"^[<\[](.+?)(\.\.\.)?[>\]]$")

_commands = {}


@dataclass(frozen=True)
class Answer:
    """A private reply to the one who typed."""

    text: str
    duplicate: bool = False


@dataclass(frozen=True)
class Call:
    """A line that somebody typed in a room."""

    user: User
    room_id: int
    client_id: UUID
    body: str

    @property
    def room(self):
        """The room it was typed in. Raises NotFound when they may not know of it."""
        room = Room.objects.visible_to(self.user).filter(pk=self.room_id).first()
        if room is None:
            raise NotFound()
        return room

    def person(self, name):
        """The person who is called so, in any case, with or without an @."""
        person = User.objects.filter(username_key=names.key(name.removeprefix("@"))).first()
        if person is None:
            raise NotFound(f"There is nobody called {name}.{_meant(name, _usernames())}")
        return person

    def group(self, name):
        """The open group that is called so, in quotes or not."""
        groups = Room.objects.open_groups(self.user)
        group = groups.filter(name_key__in=_keys(name)).first()
        if group is None:
            name = unquoted(name)
            near = _meant(name, list(groups.values_list("name", flat=True)[:1000]))
            raise NotFound(f"There is no group called {name}.{near} /group list shows them all.")
        return group

    def own_group(self, name):
        """The room of theirs that is called so, closed ones and the lobby too; else as `group`.

        Of two that are open it is the one where this is typed. Raises BadField elsewhere.
        """
        rooms = Room.objects.followed_by(self.user).filter(name_key__in=_keys(name))
        found = list(rooms.order_by(F("closed_at").desc(nulls_first=True))) or [self.group(name)]
        several = [room for room in found if not room.closed][1:]
        here = [room for room in found if room.pk == self.room_id]
        if several and not here:
            raise BadField(
                f"You are in two groups called {found[0].name}. Type it in the one that you mean."
            )
        return (here if several else found)[0]


@dataclass(frozen=True)
class Command:
    usage: str
    summary: str
    writes: bool
    speaks: bool
    run: object
    words: tuple
    arguments: tuple

    @property
    def name(self):
        return "/" + " ".join(self.words)

    @property
    def asks(self):
        """Whether it only looks something up: nobody is harmed where it is done again, or never."""
        return not (self.writes or self.speaks)

    def bind(self, rest):
        """The arguments that `rest` of the line gives. Raises BadField with the right use."""
        values = {}
        for argument in self.arguments:
            found = ARGUMENT.match(argument)
            value, rest = _take(rest, whole=bool(found[2]))
            if not value and argument.startswith("<"):
                raise BadField(f"This is how it is used: {self.usage}. {self.summary}")
            values[found[1].replace("-", "_")] = value
        if rest:
            raise BadField(f"That was too much. This is how it is used: {self.usage}")
        return values


def command(usage, summary, writes=False, speaks=False):
    """Register a function as a command. One that `writes`, and does not post, leaves a receipt;
    what one that `speaks` is given is heard in the room where it was typed.
    """

    def register(function):
        parts = usage[1:].split()
        words = tuple(part for part in parts if not ARGUMENT.match(part))
        arguments = tuple(part for part in parts if ARGUMENT.match(part))
        _commands[words] = Command(usage, summary, writes, speaks, function, words, arguments)
        return function

    return register


def listing():
    """Every command by name: what /help shows and the browser completes."""
    return [_commands[words] for words in sorted(_commands)]


def find(body):
    """(command, rest of the line). Raises NotFound with what was probably meant."""
    words = body[1:].split()
    for count in (2, 1):
        key = tuple(word.casefold() for word in words[:count])
        if len(key) == count and key in _commands:
            return _commands[key], _without(body[1:], count)
    raise NotFound(_unknown(words))


def _unknown(words):
    family = [c.name for c in listing() if words and c.words[0] == words[0].casefold()]
    if family:
        return f"{'/' + ' '.join(words[:2])} is not known. There are: {', '.join(family)}."
    typed = "/" + (words[0] if words else "")
    known = sorted({"/" + c.words[0] for c in listing()})
    return f"There is no command {typed}.{_meant(typed, known)} /help shows them all."


def unquoted(name):
    """A name without the quotes that people may put around it."""
    found = WORD.fullmatch(name)
    return name if found is None or found[1] is None else found[1]


def _keys(name):
    """What a name may stand for: itself, or what its quotes hold."""
    return {names.key(name), names.key(unquoted(name))}


def _take(rest, whole):
    rest = rest.strip()
    found = WORD.match(rest)
    if whole or not found:
        return rest, ""
    value = found[1] if found[1] is not None else found[2]
    return value, rest[found.end() :].strip()


def _without(line, count):
    for _ in range(count):
        line = line.lstrip().split(maxsplit=1)[1] if len(line.split(maxsplit=1)) > 1 else ""
    return line


def _meant(name, known):
    by_key = {names.key(one): one for one in known}
    near = difflib.get_close_matches(names.key(name), by_key, n=1, cutoff=0.6)
    return f" Did you mean {by_key[near[0]]}?" if near else ""


def _usernames():
    return list(User.objects.filter(is_active=True).values_list("username", flat=True)[:1000])
