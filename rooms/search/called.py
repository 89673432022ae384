"""Words that are looked for, as names that people have now, whatever was typed to call them."""

from functools import reduce
from operator import or_

from django.db.models import Q, Value
from django.db.models.functions import Length, StrIndex, Substr

from rooms import limits
from rooms.models import User

from . import marks


def people(words):
    """For each of these Words the ids of the people in whose user names it stands now: of too many,
    the closest.
    """
    ways = [way for one in words for way in one.ways]
    if not ways:
        return []
    typed = Substr("folded", 1, StrIndex("folded", Value("\n")))
    alike = User.objects.annotate(typed=typed).filter(reduce(or_, map(_may_have, ways)))
    closest = alike.order_by(Length("typed"), "pk").values_list("pk", "username")
    named = list(closest[: limits.CALLED_ALIKE])
    return [[pk for pk, name in named if marks.of(name, [one])] for one in words]


def _may_have(way):
    terms, _ = way
    return Q(*(Q(typed__contains=term) for term in terms))
