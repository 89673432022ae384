import time

import pytest

from rooms import limits
from rooms.text import mentions, names
from rooms.text.markdown import render, render_calling

PEOPLE = ["ada", "ada.l", "bob_", "_eve_", "太郎", "علي", "Ünal", "dan-the-man", "x.y"]
KNOWN = {names.key(name): number for number, name in enumerate(PEOPLE, 1)}


def calls(body):
    """Whom a text calls, as it is written there."""
    assert mentions.called(body) >= set(render_calling(body, KNOWN)[1])
    return list(render_calling(body, KNOWN)[1].values())


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("@ada", ["ada"]),
        ("Hello @ada, and (@ADA.L)!", ["ada", "ADA.L"]),
        ("@ada. @ada.l. @ada.lovelace @ada...", ["ada", "ada.l"]),
        ("@ada's @bob_ @_eve_ @dan-the-man-", ["ada", "bob_", "_eve_", "dan-the-man"]),
        ("@太郎さん、@علي؟ @u\u0308nal @ＡＤＡ", ["太郎", "علي", "u\u0308nal", "ＡＤＡ"]),
        ("**@ada** > @x.y\n- @bob_", ["ada", "x.y", "bob_"]),
        ("@adalbert @nobody @ ada @", []),
        ("`@ada` \\@ada", []),
        ("```\n@ada\n```", []),
        ("[@ada](https://a.b) [see @ada](https://a.b) https://a.b/@ada", []),
        ("ada@ada.org x@ada ada.@ada @ada@club.org a/@ada +@ada", []),
        ("[" * 400 + " @ada", []),
        ("> " * 30 + "@ada", []),
    ],
)
def test_a_name_is_called_where_people_mean_it(body, called):
    assert calls(body) == called


def test_what_is_called_is_marked_and_all_else_shows_as_ever():
    html, _ = render_calling("Hi @Ada, *see* <b> @nobody", KNOWN)

    span = '<span class="mention" data-user="1">@Ada</span>'
    assert html == f"<p>Hi {span}, <em>see</em> &lt;b&gt; @nobody</p>"
    assert render('<span class="mention" data-user="1">@ada</span>').startswith("<p>&lt;span")
    everyone, _ = render_calling("@room come", {"room": None})
    assert everyone == '<p><span class="mention">@room</span> come</p>'


def test_names_that_people_have_now_stand_where_they_were_called():
    body = "@Ada, @bob_: @ada.lovelace and ada"
    html, _ = render_calling(body, KNOWN)
    people = {1: ("Ada", "bob_"), 3: ("bob_", "rob")}
    renamed = mentions.renamed(body, html, people)

    assert renamed == [(1, 4, "bob_"), (7, 11, "rob"), (14, 17, "bob_")]
    assert mentions.reworded(body, renamed) == "@bob_, @rob: @bob_.lovelace and ada"
    assert mentions.rendered(html, people) == (
        '<p><span class="mention" data-user="1">@bob_</span>,'
        ' <span class="mention" data-user="3">@rob</span>:'
        ' <span class="mention" data-user="1">@bob_</span>.lovelace and ada</p>'
    )


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("@ada `@ada` a@ada @Ada", "@rob `@ada` a@ada @rob"),
        ("```py\n@ada\n```\n> @ada", "```py\n@ada\n```\n> @rob"),
        ("https://example.org/@ada @ada", "https://example.org/@ada @rob"),
        ("@太郎さん @ada", "@太郎さん @rob"),
        # What is not shown has signs of its own: names alone are gone by.
        ("[a](https://example.org/@ada) @ada @bob_", "[a](https://example.org/@ada) @rob @bob_"),
        ("&#64;ada @ada", "&#64;ada @rob"),
    ],
)
def test_a_new_name_stands_where_somebody_was_called_and_nowhere_else(body, reads):
    html, _ = render_calling(body, KNOWN)
    people = {1: ("ada", "rob"), 3: ("bob_", "bob_")}

    assert mentions.reworded(body, mentions.renamed(body, html, people)) == reads
    assert mentions.reworded(body, mentions.renamed(body, html, {3: ("bob_", "bob_")})) == body


@pytest.mark.parametrize("piece", ["@a.b.c.d.e.f", "@" + "太" * 40, "@", "@x ", "@" + "." * 160])
def test_no_text_takes_long_to_look_through_or_calls_without_end(piece):
    body = (piece * limits.MESSAGE_CHARS)[: limits.MESSAGE_CHARS]
    ordinary = ("**Hello** `this`, https://example.com/a\n\n" * 200)[: limits.MESSAGE_CHARS]

    assert len(mentions.called(body)) <= limits.MENTIONS + mentions.SHORTENED + 1
    assert cost(lambda: render_calling(body, KNOWN)) < 8 * cost(lambda: render(ordinary))
    assert cost(lambda: mentions.called(body)) < 8 * cost(lambda: render(ordinary))


def cost(work):
    """Seconds of work, whatever else the machine does."""
    took = []
    for _ in range(3):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)
