"""One corpus, and the same answers whatever database keeps it."""

import pytest

from rooms.search import find

from .corpus import FOUND, SAID


@pytest.mark.django_db
def test_everything_is_found_as_the_corpus_has_it(ada, bob, lobby, say):
    named = {say(ada, lobby, body).pk: name for name, body in SAID.items()}
    found, marked = {}, {}
    for text in FOUND:
        page = find.page(bob, text, limit=50)
        found[text] = [named[hit.message.pk] for hit in reversed(page.hits)]
        marked[text] = all(len(hit.snippet) > 1 for hit in page.hits)
        best = find.page(bob, text, limit=50, order="best")
        assert {hit.message.pk for hit in best.hits} == {hit.message.pk for hit in page.hits}

    assert found == FOUND
    # Where words were looked for, they are shown.
    plain = [text for text, is_marked in marked.items() if not is_marked]
    assert [text for text in plain if ":" not in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("subject:chess", "There is no operator subject:"),
        ("form:ada", "Did you mean from:?"),
        ("has:legs", "has: can be has:link"),
        ("is:good", "is: can be is:saved"),
        ("from:nobody", "There is nobody called nobody."),
        ("to:nobody", "There is nobody called nobody."),
        ("in:nowhere", "You are in no room called nowhere"),
        ("before:friday", "friday is no day. before: takes a day"),
        ("on:2026-02-30", "2026-02-30 is no day."),
        ("on:9999", "9999 is no day."),
        ("from:", "Nothing stands behind from:."),
        ("fox !!!", "There is no word in !!!"),
        ('fox "open', "The quotation has no end"),
        ("a*", "Before a star stand two letters"),
        ("*fox", "A star stands for the rest of a word"),
        ("x " * 31, "A search can have 30 words; this one has 31."),
        ("x" * 401, "A search can have 400 characters; this one has 401."),
    ],
)
def test_what_can_t_be_meant_is_said_in_a_sentence(ada, text, told):
    explained = find.page(ada, text).explained

    assert any(told in sentence for sentence in explained), explained


@pytest.mark.django_db
def test_what_can_t_be_meant_finds_nothing_and_without_it_everything(ada, lobby, say, finds):
    say(ada, lobby, "fox")

    for wrong in ("from:nobody", "has:legs", "in:nowhere", "on:never", "before:"):
        assert finds(ada, f"fox {wrong}") == []
        assert finds(ada, f"fox -{wrong}") == ["fox"]
