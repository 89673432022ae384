import threading
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rooms import limits
from rooms.text import code, markdown
from rooms.text.markdown import render, sanitise

from .attacks import ATTACKS, FAMILIES, TIRING

SIGNS = st.sampled_from(
    list("*_~`[]()!<>#-+=|:/\\&;\"' \n\t.@1ax\u202e\xa0") + ["](", "```", "://"]
)
TYPED = st.one_of(st.text(max_size=200), st.lists(SIGNS, max_size=60).map("".join))
WORDS = st.sampled_from(
    [
        "a",
        "B.",
        "5 ",
        " ",
        "\n",
        "\n\n",
        "a\tb",
        "a\xa0b",
        "&",
        "<b>",
        "!",
        '"',
        "'",
        "é",
        "-",
        "1.",
    ]
    + ["1.", ":", "=", "|", "#"]
)
LINK = {"target": "_blank", "rel": "nofollow noopener noreferrer"}


class Reader(HTMLParser):
    """What a browser would find: the elements with their attributes, and the words."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.words = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.words += "\n" if tag in ("br", "p") else ""

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        self.elements.append(("comment", {}))

    def handle_decl(self, decl):
        self.elements.append(("declaration", {}))


def harmless(html):
    """Only elements of the list, with nothing on them but what we put there."""
    for tag, attributes in Reader(html).elements:
        assert tag in markdown.TAGS
        if tag == "a":
            address = attributes.pop("href")
            assert address.lower().startswith(("https://", "http://", "mailto:"))
            assert attributes == LINK
        elif tag == "ol":
            assert set(attributes) <= {"start"}
            assert attributes.get("start", "1").isdigit()
        elif tag == "code" and attributes:
            assert set(attributes) == {"class"}
            assert attributes["class"].startswith("language-")
            assert " " not in attributes["class"]
        elif tag == "span":
            assert set(attributes) == {"class"}
            assert attributes["class"] in code.CLASSES
        else:
            assert attributes in ({}, {"class": "emoji"} if tag == "p" else {})
    return True


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("~~gone~~ `a*b*c`", "<p><s>gone</s> <code>a*b*c</code></p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p>\n<p>three</p>"),
        ("**one**\ntwo", "<p><strong>one</strong><br>two</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> said\nanswered", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>answered</p>"),
        ("```nu\n1 < 2\n```", '<pre><code class="language-nu">1 &lt; 2\n</code></pre>'),
        ('```python" onx="1\nx\n```', "<pre><code>x\n</code></pre>"),
        ("# Title\n---\n| a |\n|--|", "<p># Title<br>---<br>| a |<br>|--|</p>"),
        ("<b>raw</b> &copy; &", "<p>&lt;b&gt;raw&lt;/b&gt; &amp;copy; &amp;</p>"),
        ("snake_case_word 2*3*4", "<p>snake_case_word 2<em>3</em>4</p>"),
        (r"\*as typed\*", "<p>*as typed*</p>"),
        ("    no code by indent", "<p>no code by indent</p>"),
        ("[x]: http://a.b", None),
        ("😀 👍🏽", '<p class="emoji">😀 👍🏽</p>'),
        ("😀 well", "<p>😀 well</p>"),
    ],
)
def test_what_people_type_shows_as_they_mean_it(typed, shown):
    assert harmless(render(typed))
    if shown is not None:
        assert render(typed) == shown


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("see https://a.b/c_d_e?x=1&y=2.", [("https://a.b/c_d_e?x=1&y=2", None)]),
        ("[words](https://a.b)", [("https://a.b", "words")]),
        ("[](https://a.b)", [("https://a.b", "https://a.b")]),
        ("![a cat](https://a.b/cat.png)", [("https://a.b/cat.png", "a cat")]),
        ("![](https://a.b/cat.png)", [("https://a.b/cat.png", "https://a.b/cat.png")]),
        ("ana@club.org", [("mailto:ana@club.org", "ana@club.org")]),
        ("readme.md ftp://a.b //a.b /rooms/1", []),
        ('[x](<https://a.b" c>) [x](https://[::1]a)', [("https://a.b", None)]),
        ("[]() [x]() ![y]() [**z**]( )", []),
        ("[x](//evil.example) [x](/admin/) [x](javascript:alert(1))", []),
        ('[x](https://a.b "a title")', [("https://a.b", "x")]),
    ],
)
def test_links_lead_out_of_the_chat_and_nowhere_else(typed, links):
    html = render(typed)

    found = [attributes["href"] for tag, attributes in Reader(html).elements if tag == "a"]
    assert found == [address for address, _ in links]
    assert harmless(html)
    for address, words in links:
        assert (words or address) in Reader(html).words


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_gets_through(family):
    for attack in FAMILIES[family]:
        wrapped = [attack, f"**{attack}**", f"> {attack}", f"- {attack}", f"`{attack}`"]
        wrapped += [f"```{attack}\n{attack}\n```", f"```html\n{attack}\n```"]
        for body in (*wrapped, f"[{attack}]({attack})", f"![{attack}]({attack})"):
            html = render(body)
            assert harmless(html), body
            assert sanitise(html) == html, body


def test_there_are_attacks_enough_and_none_twice():
    assert len(ATTACKS) == len(set(ATTACKS)) > 300


@given(TYPED)
@example("\ud800")
@example("\x00\r\n\x0b")
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_shows_harmlessly(body):
    html = render(body)

    assert harmless(html)
    assert sanitise(html) == html
    assert not set(unescape(html)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=100))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_on_the_way(body):
    escaped = "".join("\\" + sign if sign in "\\`*_~[]<>-+#&!()." else sign for sign in body)
    if "://" not in body and "@" not in body:
        assert Reader(render(escaped)).words.strip() in (body, escaped)


@given(st.lists(WORDS, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_the_quick_way_for_plain_text_shows_the_same(body):
    if body.strip() and not markdown.is_marked(body):
        assert render(body) == markdown.parsed(body)


@pytest.fixture(scope="module")
def ordinary():
    """What it takes to show a long message such as people write."""
    return cost("**Hello**, see `this` and https://example.com/a.\n\n- one\n- two\n\n> said\n\n")


def cost(piece):
    """Seconds of work to show a message full of these pieces, whatever else the machine does."""
    body = full(piece)
    took = []
    for _ in range(3):
        began = time.process_time()
        render(body)
        took.append(time.process_time() - began)
    return min(took)


def full(piece):
    return (piece * limits.MESSAGE_CHARS)[: limits.MESSAGE_CHARS]


@pytest.mark.parametrize("piece", TIRING)
def test_no_message_takes_long_to_show(piece, ordinary):
    html = render(full(piece))

    assert harmless(html)
    assert html
    assert cost(piece) < 8 * ordinary


def test_plain_text_shows_in_a_moment(ordinary):
    plain = "Hello there, how are you - fine? It's 5 o'clock: time for tea & cake.\n"

    assert cost(plain) < ordinary / 8


@pytest.mark.parametrize("body", ["> " * 40 + "deep", "[" * 400 + "words" + "]" * 400])
def test_what_is_too_deep_or_too_crowded_shows_as_typed(body):
    assert Reader(render(body)).words.strip() == body


def test_threads_do_not_mix_their_words():
    wrong = []

    def talk(name):
        for count in range(150):
            address = f"https://{name}.example/{count}"
            if f'href="{address}"' not in render(f"**{name}** {address}"):
                wrong.append(address)

    threads = [threading.Thread(target=talk, args=(name,)) for name in ("ada", "bob", "eve", "dan")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
