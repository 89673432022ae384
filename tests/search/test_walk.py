"""However far it is to what is looked for, and whatever clocks have shown: the same is found."""

import random
from datetime import UTC, datetime, timedelta
from itertools import cycle, product

import pytest

from rooms import limits
from rooms.actions import groups, indexing
from rooms.models import Message
from rooms.search import find
from tests import sight

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 1, 20, tzinfo=UTC)
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 14, tzinfo=UTC)
TIMES = {
    "": lambda at: True,
    "before:2026-03": lambda at: at < MARCH,
    "-before:2026-03": lambda at: at >= MARCH,
    "after:2026-03": lambda at: at >= APRIL,
    "-after:2026-03": lambda at: at < APRIL,
    "on:2026-03": lambda at: MARCH <= at < APRIL,
    "-on:2026-03": lambda at: not MARCH <= at < APRIL,
    "before:2026-03-14": lambda at: at < NOON,
    "after:2026-02 before:2026-03-14": lambda at: MARCH <= at < NOON,
    "after:2026-03 before:2026-03": lambda at: False,
    "before:1999": lambda at: False,
    "after:2100": lambda at: False,
}
WORDS = {
    "": lambda body: True,
    "tea": lambda body: "tea" in body,
    '"tea cake"': lambda body: "tea cake" in body,
    "-tea": lambda body: "tea" not in body,
    "rum": lambda body: "rum" in body,
}
PLACES = {
    "": lambda message: True,
    "in:corner": lambda message: message.room.name == "Corner",
    "from:bob": lambda message: message.author.username == "bob",
    "in:lobby from:ada": lambda message: (
        message.room.kind == "lobby" and message.author.username == "ada"
    ),
}
# As the limits are, and so low that each way is gone: one look, two, what is few, and all of it.
LIMITS = [((4_000, 16_000), 10_000), ((3, 9), 10_000), ((3, 9), 2), ((1, 2), 0)]


@pytest.fixture(params=LIMITS, ids=str)
def bounds(request, monkeypatch):
    near, few = request.param
    monkeypatch.setattr(limits, "NEAR_MESSAGES", near)
    monkeypatch.setattr(limits, "FEW_MATCHES", few)


@pytest.fixture
def said(ada, bob, lobby, say):
    """Sixty messages of two people in two rooms, while the clock was set back and forth."""
    dice = random.Random(3)
    group = groups.create(ada, "Corner")
    groups.join(bob, group)
    for number in range(60):
        body = dice.choice(["tea", "tea cake", "cake tea", "cake", "cake cake"])
        body += " rum" if number == 7 else ""
        message = say(dice.choice([ada, bob]), dice.choice([lobby, lobby, group]), body)
        at = BEGAN + timedelta(days=1.6 * number)
        if dice.random() < 0.2:
            at = dice.choice([MARCH, NOON, BEGAN, at + timedelta(days=40), at - timedelta(days=40)])
        Message.objects.filter(pk=message.pk).update(sent_at=at)
    indexing.make_missing()
    told = Message.objects.select_related("author", "room")
    return list(told.filter(kind="text").order_by("-pk"))


def pages(reader, text):
    """All that is found, page by page."""
    before, found = None, []
    while True:
        page = find.page(reader, text, before=before, limit=7)
        found += [hit.message.pk for hit in page.hits]
        if not page.more:
            return found
        before = page.hits[-1].place


def test_each_is_found_in_its_order_wherever_it_stands(said, bob, bounds):
    for asked in zip(product(TIMES, WORDS), cycle(PLACES)):
        (time, words), place = asked
        text = f"{words} {place} {time}".strip()
        lies, has, stands = TIMES[time], WORDS[words], PLACES[place]
        expected = [one for one in said if lies(one.sent_at) and has(one.body) and stands(one)]
        if text:
            assert pages(bob, text) == [one.pk for one in expected], text


@pytest.mark.parametrize("make", sight.ROOMS)
def test_nobody_finds_more_however_far_is_looked(make, person, bounds):
    them = sight.cast(person)
    room, readers = make(them)
    messages = sight.messages_of(room)
    for name, letters in readers.items():
        reader = getattr(them, name)
        for text in ("secret", "-nothing", "from:ada secret", "on:today secret", "in:chess secret"):
            found = {hit.message.pk for hit in find.page(reader, text, limit=50).hits}
            for letter, message in messages.items():
                is_there = letter in letters and ("in:" not in text or room.name == "Chess")
                assert (message.pk in found) == is_there, (name, letter, text)
