"""What is one emoji, and how it is spelt."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import limits
from rooms.errors import BadField
from rooms.text import emoji, emoji_signs

PICKER = Path(__file__).parent.parent.parent / "static/js/state/emoji-data.js"


def signs(ranges):
    ends = [[int(end, 16) for end in one.split("-")] for one in ranges.split()]
    return [chr(code) for pair in ends for code in range(pair[0], pair[-1] + 1)]


pictures = st.sampled_from(signs(emoji_signs.EMOJI))
tones = st.sampled_from([chr(code) for code in range(0x1F3FB, 0x1F400)])
letters = st.sampled_from([chr(code) for code in range(0x1F1E6, 0x1F200)])
toned = st.tuples(st.sampled_from(signs(emoji_signs.BODIES)), tones).map("".join)
parts = st.one_of(pictures, pictures.map(lambda sign: sign + "\ufe0f"), toned)
joined = st.lists(parts, min_size=1, max_size=4).map("\u200d".join)
keys = st.sampled_from("0123456789#*").map(lambda key: key + "\ufe0f\u20e3")
flags = st.tuples(letters, letters).map("".join)
emojis = st.one_of(joined, keys, flags)


@given(emojis)
def test_every_emoji_is_taken_and_spelt_in_one_way(text):
    spelt = emoji.one(text)

    assert emoji.one(spelt) == spelt
    assert emoji.one(spelt.replace("\ufe0f", "")) == spelt
    assert len(spelt) <= limits.EMOJI_CHARS


@given(emojis, st.one_of(emojis, st.text(min_size=1)).filter(lambda more: more != "\ufe0f"))
def test_what_is_more_than_one_is_refused(text, more):
    for both in (text + more, more + text):
        if not emoji.ONE.fullmatch(both):
            with pytest.raises(BadField):
                emoji.one(both)
    with pytest.raises(BadField):
        emoji.one(f"{text} {text}")


@given(st.text(alphabet=st.characters(exclude_categories=("So", "Sk", "Sm", "Po")), max_size=20))
def test_words_are_none(text):
    with pytest.raises(BadField):
        emoji.one(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "1", "#", "👍👍", "👍 ", " 👍", "👍a", "\u200d", "👍\u200d", "\u200d👍"),
        *("\ufe0f", "🏽", "🏽🏽", "🍕🏽", "👍🏽🏽", "🇩", "🇩🇪🇫", "a\u20e3", "\u20e3", "❤\ufe0e"),
        *("👍\u200d🇩🇪", "🏴\U000e0067\U000e007f", "<b>", "\x00", "\ud83d", "é", "👍\u0301"),
        "\u200d".join("👍" * 17),
    ],
)
def test_what_is_no_emoji(text):
    with pytest.raises(BadField):
        emoji.one(text)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("❤", "❤️"),
        ("👍️", "👍"),
        ("☝️🏽", "☝🏽"),
        ("1⃣", "1️⃣"),
        ("👁‍🗨", "👁️‍🗨️"),
        ("👩🏽‍❤‍💋‍👨🏿", "👩🏽‍❤️‍💋‍👨🏿"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("🏳‍🌈", "🏳️‍🌈"),
    ],
)
def test_one_spelling_of_each(text, spelt):
    assert emoji.one(text) == spelt


def test_all_that_can_be_picked_is_taken_as_it_is():
    offered = re.findall(r"^([^|\s]+)\|", PICKER.read_text(), re.M)

    assert len(offered) > 1_000
    assert [one for one in offered if emoji.one(one) != one] == []
