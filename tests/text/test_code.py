import re
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import limits
from rooms.text import code
from rooms.text.markdown import render

from .test_markdown import Reader, harmless

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(code.LANGUAGES)
SIGNS = list("\"'`{[(<>)]}/\\*#@$%&-+=.,:;|!?~^ \n\ta1_é")
# What keeps some lexers busy for a time that grows with its square.
TIRING = ["\n", "\n ", "a\n", "\na", "//", '\\"', "'\\", "'&", "}{", " =", "a<", "if ", "0", "({"]
SAMPLE = 'def f(x):\n    """Says < so."""\n    return not x + 12  # no\n'


def fenced(language, text):
    return f"```{language}\n{text}\n```"


def test_code_has_colours_by_class():
    html = render(fenced("Python", SAMPLE))

    assert html.startswith('<pre><code class="language-python">')
    for kind, words in [
        ("keyword", "def"),
        ("name", "f"),
        ("string", '"""Says &lt; so."""'),
        ("keyword", "not"),
        ("number", "12"),
        ("comment", "# no"),
    ]:
        assert f'<span class="code-{kind}">{words}</span>' in html
    assert harmless(html)
    assert Reader(html).words == SAMPLE + "\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("py", "python"), ("C++", "cpp"), ("yml title=x", "yaml"), ("r", "r"), ("Nushell", "Nushell")],
)
def test_a_language_has_one_name(written, meant):
    assert render(fenced(written, "x")).startswith(f'<pre><code class="language-{meant}">')


@pytest.mark.parametrize("language", ["", "nushell", "text", "../x", "python<b>", "\\python"])
def test_what_is_no_language_shows_plain(language):
    html = render(fenced(language, SAMPLE))

    assert "<span" not in html
    assert Reader(html).words == SAMPLE + "\n"


def test_the_colours_of_a_message_have_an_end(monkeypatch):
    monkeypatch.setattr(limits, "CODE_SECONDS", 60)
    block = fenced("python", "x = 1\n" * (limits.CODE_CHARS // 8))

    html = render("\n".join([block] * 3 + [fenced("python", "if 1: 2")]))

    blocks = html.split("<pre>")[1:]
    assert ["<span" in one for one in blocks] == [True, False, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_takes_long_to_show(language):
    render(fenced(language, "x"))
    for piece in TIRING:
        text = (piece * limits.MESSAGE_CHARS)[: limits.MESSAGE_CHARS]
        began = time.thread_time()
        html = render(fenced(language, text))
        assert time.thread_time() - began < 10 * limits.CODE_SECONDS, piece
        assert Reader(html).words.rstrip("\n") == text.rstrip("\n")


@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_sign_is_lost_in_any_language(language, text):
    html = code.Pen().block(text, language)

    assert harmless(html)
    assert Reader(html).words == text + "\n"


def test_threads_that_meet_a_language_at_once_see_the_same():
    expected = {language: render(fenced(language, SAMPLE)) for language in LANGUAGES}
    for language in LANGUAGES:
        # As if it had never been met.
        kind = type(code._lexer(language))
        if "_tokens" in vars(kind):
            del kind._tokens
    wrong = []

    def talk():
        for language in LANGUAGES:
            if render(fenced(language, SAMPLE)) != expected[language]:
                wrong.append(language)

    threads = [threading.Thread(target=talk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_page_colours_every_kind_and_the_protocol_names_it():
    style = (ROOT / "static/css/parts/code.css").read_text()
    protocol = (ROOT / "docs/protocol.md").read_text()
    assert set(re.findall(r"code-\w+", style)) == code.CLASSES
    assert set(re.findall(r"`(code-\w+)`", protocol)) == code.CLASSES
