"""Whatever is typed: an answer, never an error."""

import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.search import find, grammar, match

PIECES = [
    *('"', "'", "*", "-", ":", "(", ")", "\\", "%", "_", "&", "|", "!", "<->", "^", "{", "}", "\0"),
    *("AND", "OR", "NOT", "NEAR", "NEAR(", "in:", "from:", "to:", "has:", "is:", "on:", "before:"),
    *(
        "after:",
        "-in:",
        "me",
        "lobby",
        "link",
        "today",
        "2026-13-45",
        "0000",
        "99999",
        "٣",
        "a:b:c",
    ),
    *(
        "café",
        "e\u0301",
        "京",
        "京都",
        "ﷺ",
        "ß",
        "👨‍👩‍👧",
        "\u200b",
        "\u202e",
        "¦",
        "¦r1",
        "'a':1",
        "\ud800",
    ),
    *(" ", "  ", "\n", "\t", "“", "”", "`", "$$", ";--", "rooms_search:", "terms:", "x" * 70),
]
LINES = 5_000
EACH = 20
ASKED = {
    "sqlite": "SELECT count(*) FROM rooms_search WHERE rooms_search MATCH %s",
    "postgresql": "SELECT count(*) FROM rooms_message WHERE terms @@ %s::tsquery",
}


@pytest.fixture
def odd(ada, lobby, say):
    """Thousands of odd texts, some of which were said."""
    dice = random.Random(7)
    texts = ["".join(dice.choices(PIECES, k=dice.randint(1, 9))) for _ in range(LINES)]
    for text in texts[:30]:
        say(ada, lobby, "x" + text.replace("\0", "").replace("\ud800", ""))
    return texts


def test_the_database_understands_whatever_is_typed(odd):
    language = match.language()
    for number, text in enumerate(odd):
        words = [language.words(one.ways) for one in grammar.parse(text, number % 2 == 0).words]
        if words:
            question = language.all(words[:1], words[1:])
            with connection.cursor() as cursor:
                cursor.execute(ASKED[connection.vendor], [question])


def test_every_search_is_answered(odd, bob):
    for number, text in enumerate(odd[::EACH]):
        more = {"typing": number % 2 == 0, "zone": "Europe/Berlin" if number % 3 else text[:64]}
        page = find.page(bob, text, order=find.ORDERS[number % 2], **more)
        assert all(isinstance(sentence, str) for sentence in page.explained)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60), typing=st.booleans())
def test_any_text_is_answered(ada, text, typing):
    find.page(ada, text, typing=typing)
