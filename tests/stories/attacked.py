"""A chat where every place that shows what people typed shows attacks. Filled through actions."""

from itertools import count
from uuid import uuid4

from rooms import limits
from rooms.actions import groups, messages, numbers, oversight, whispers
from rooms.errors import BadField
from rooms.models import Room, User
from rooms.text import body, names
from tests.text.attacks import ATTACKS

REASONS = "Reasons"
EACH_GROUP, EACH_WHISPER, EACH_REASON = 4, 16, 16


def fill():
    """Prints how many messages the lobby has."""
    with numbers.writing():
        ada = User.objects.get(username="ada")
        attackers = _attackers()
        print(_talk(attackers))
        for name in _accepted(names.group)[::EACH_GROUP]:
            groups.create(ada, name)
        for attacker in attackers[::EACH_WHISPER]:
            whispers.send(attacker, ada, attacker.name, uuid4())
        groups.create(ada, REASONS)
    show_the_door()


def show_the_door():
    """Attackers come and go, with reasons that members read, and operators after them. Prints
    how many.
    """
    reasons = [one for one in ATTACKS if "\x00" not in one and len(one) <= limits.REASON_CHARS]
    attackers = User.objects.filter(username__startswith="x").order_by("pk")
    room, olga = Room.objects.get(name=REASONS), User.objects.get(username="olga")
    with numbers.writing():
        shown = list(zip(attackers, reasons[::EACH_REASON], strict=False))
        for attacker, reason in shown:
            groups.join(attacker, room)
            oversight.remove(olga, room, attacker, reason)
    print(len(shown))


def _accepted(form):
    """The attacks that can be a name, or a body, and are kept as they are."""
    found = []
    for attack in ATTACKS:
        try:
            found.append(form(attack))
        except BadField:
            continue
    assert len(found) > len(ATTACKS) / 3
    return list({names.key(one): one for one in found}.values())


def _attackers():
    numbered = count()
    displayed = [(f"x{next(numbered)}", name) for name in _accepted(names.display) if name]
    called = [("__proto__", ""), ("constructor", ""), ("toString", "")]
    return [User.objects.create_user(username, name=name) for username, name in displayed + called]


def _talk(attackers):
    lobby, lines = Room.objects.lobby(), []
    for place, attack in enumerate(_accepted(body.normalise)):
        # As it stands comes last: it may begin what swallows all that follows.
        link = f"[{attack}]({attack}) ![{attack}]({attack})"
        text = "\n\n".join([link, f"```html\n{attack}\n```", attack])
        author = attackers[place % len(attackers)]
        lines.append(messages.Line(lobby.pk, author, uuid4(), body.normalise(text)))
    assert all(isinstance(one, messages.Posted) for one in messages.post_all(lines))
    return len(lines)
