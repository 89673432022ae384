"""Pages of what is found: of what a person may read and nothing else, by one question.

What may be read is part of the question in which the words are looked for, never a choice among
its answers: nobody can tell from a page, full or not, what others said elsewhere.
"""

from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from rooms import limits
from rooms.errors import BadField
from rooms.models import Message, bounded
from rooms.models.terms import CALLED, Entry

from . import called, fit, grammar, match, meaning, snippet, walk

NEWEST, BEST = ORDERS = ("newest", "best")
TOO_LONG = "This search takes too long. Please add a word, or say where (in:) or by whom (from:)."
ONLY_NEWEST = (
    "More than {most} messages were found. Best first shows the newest {most} of them;"
    " newest first shows all."
)


class Hit(NamedTuple):
    """A message that was found, the piece of it to show (`snippet.of`), and `place`, from where on
    a next page begins behind it.
    """

    message: Message
    snippet: list
    place: str


class Page(NamedTuple):
    """`more` tells that others follow the last hit; `explained` are sentences."""

    hits: list
    more: bool
    explained: list

    @property
    def rooms(self):
        """The ids of the rooms in which the hits stand."""
        return {hit.message.room_id for hit in self.hits}


def page(user, text, *, order=NEWEST, before=None, limit=limits.SEARCH_PAGE, zone="", typing=False):
    """What this person finds, from where the last page ended. Raises BadField for a page that
    there can't be.
    """
    edge = _edge(order, before)
    query = grammar.parse(text, typing)
    meant = meaning.of(query, user, zone)
    if query.is_empty or meant.is_nothing:
        return Page([], False, query.explained)
    search = Search(user, query, meant)
    with bounded.in_time(TOO_LONG) as each:
        best = order == BEST
        places = search.best(edge, limit + 1, each) if best else search.newest(edge, limit + 1)
        shown = places[:limit]
        rows = search.readable.filter(pk__among=[pk for *_, pk in shown]).told().in_bulk()
        found = [place for place in shown if place[-1] in rows]
        hits = [_hit(rows[place[-1]], query, place) for place in each(found)]
    return Page(hits, len(places) > limit, query.explained)


class Search:
    """One question of one person. Places in what it finds are tuples that end with an id."""

    def __init__(self, user, query, meant):
        self.query, self.meant = query, meant
        self.language = language = match.language()
        self.called = dict(zip(query.words, called.people(query.words), strict=True))
        self.readable = Message.objects.readable_by(user).filter(meant.rows, deleted_at=None)
        wanted = [self._either(one) for one in query.words if not one.negated]
        unwanted = [self._either(one) for one in query.words if one.negated]
        wanted += [language.any(map(language.term, terms)) for terms in meant.wanted]
        unwanted += [language.any(map(language.term, terms)) for terms in meant.unwanted]
        # PostgreSQL would join the lists of all months before the first is seen, so there ids tell
        # (`walk.py`).
        if connection.vendor == "sqlite" and meant.time.terms:
            wanted.append(language.any(map(language.term, meant.time.terms)))
        self.matching, self.unwanted = language.all(wanted, unwanted), unwanted

    @property
    def found(self):
        """All of it, as PostgreSQL knows it from its rows."""
        if self.matching is None:
            return self.readable.filter(*(~Q(terms__match=one) for one in self.unwanted))
        return self.readable.filter(terms__match=self.matching)

    def newest(self, edge, most):
        """The newest below the edge, as [(id,)]."""
        below = Q(pk__lt=edge[-1]) if edge else Q()
        if connection.vendor == "sqlite":
            return walk.first(self._entries(below), most)
        return walk.newest(self, below, most)

    def best(self, edge, most, each):
        """Those that fit best, of the newest there are, as [(-fitness, -id, id)]."""
        ids = [pk for (pk,) in self.newest(None, limits.RANKED + 1)]
        if len(ids) > limits.RANKED:
            self.query.explain(ONLY_NEWEST.format(most=limits.RANKED))
        rows = self.readable.filter(pk__among=ids[: limits.RANKED]).only("body", "html").worded()
        ranked = sorted((-self._fitness(row), -row.pk, row.pk) for row in each(rows))
        return [place for place in ranked if edge is None or place > edge][:most]

    def _fitness(self, message):
        """By what stands there today, or by what was typed."""
        return max(fit.of(words, self.query) for words in {message.words, message.body})

    def _either(self, words):
        """These words in a text, or somebody called in it who has them in their name."""
        people = (self.language.term(f"{CALLED}{pk}") for pk in self.called[words])
        return self.language.any([self.language.words(words.ways), *people])

    def _entries(self, below):
        """SQLite's way: from the index to the rows, newest first, no further than the page goes."""
        if self.matching is None:
            hit = Entry.objects.filter(pk=OuterRef("pk"))
            without = [~Exists(hit.filter(index__match=one)) for one in self.unwanted]
            return self.readable.filter(below, *without)
        may_be_read = Exists(self.readable.filter(pk=OuterRef("pk")))
        return Entry.objects.filter(below, may_be_read, index__match=self.matching)


def _edge(order, before):
    """Where the last page ended, as the tuple that `Hit.place` was made of."""
    if order not in ORDERS:
        raise BadField("A search is ordered by newest or by best.", field="order")
    if not before:
        return None
    try:
        edge = tuple(map(int, before.split(".")))
    except ValueError:
        edge = ()
    size = 3 if order == BEST else 1
    if len(edge) != size or not all(abs(number) < 2**63 for number in edge):
        raise BadField("There is no such page of this search.", field="before")
    return edge


def _hit(message, query, place):
    return Hit(message, snippet.of(message, query), ".".join(map(str, place)))
