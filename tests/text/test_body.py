from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import limits
from rooms.errors import BadField, Refusal, TooLarge
from rooms.text import body as texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hello", "Hello"),
        ("Hello  \n\n", "Hello"),
        ("one\r\ntwo", "one\ntwo"),
        ("  indented\n\tcode", "  indented\n\tcode"),
        ("a\u202eb 👩‍👩‍👧 日本", "a\u202eb 👩‍👩‍👧 日本"),
    ],
)
def test_words_are_kept_as_typed_but_for_line_ends(typed, kept):
    assert texts.normalise(typed) == kept


@pytest.mark.parametrize("typed", ["", " \n\t ", "\u2003"])
def test_nothing_is_no_message(typed):
    with pytest.raises(BadField, match="nothing to send"):
        texts.normalise(typed)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\ud800"])
def test_what_no_screen_can_show_is_refused_and_never_dropped(sign):
    with pytest.raises(BadField, match="can't be shown"):
        texts.normalise(f"a{sign}b")


def test_length_counts_characters_after_tidying():
    fits = "é" * limits.MESSAGE_CHARS

    assert texts.normalise(fits + "  \n") == fits
    with pytest.raises(TooLarge, match=str(limits.MESSAGE_CHARS + 1)):
        texts.normalise(fits + "é")


@given(st.text(st.characters(), max_size=300))
def test_what_is_kept_once_is_kept_the_same_again(typed):
    with suppress(Refusal):
        kept = texts.normalise(typed)
        assert texts.normalise(kept) == kept
        assert kept.encode().decode() == kept
        assert kept.strip()
        assert len(texts.digest(kept)) == 32


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_digest_stands_for_one_text(one, other):
    assert (texts.digest(one) == texts.digest(other)) == (one == other)


def test_two_slashes_mean_one():
    assert texts.unescaped("//help") == "/help"
    assert texts.unescaped("a//b") == "a//b"
