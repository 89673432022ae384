from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rooms import limits
from rooms.errors import BadField, Refusal
from rooms.text import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chess Club", "chess club"),
        ("Straße", "STRASSE"),
        ("Ｃｈｅｓｓ", "chess"),
        ("Chess  \t club ", "chess club"),
        ("Caf\u0065\u0301", "caf\u00e9"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_names_that_differ_in_case_width_or_spacing_are_one(one, other):
    assert names.key(one) == names.key(other)


def test_other_names_stay_apart():
    assert len({names.key(name) for name in ("chess", "chess 2", "schach", "шахматы", "将棋")}) == 5


@given(st.text(max_size=60))
def test_the_key_of_a_shown_group_is_that_of_the_typed_one(typed):
    with suppress(Refusal):
        shown = names.group(typed)
        assert names.key(shown) == names.key(typed)
        assert names.group(shown) == shown
        assert 0 < len(shown) <= limits.GROUP_NAME_CHARS


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\ufeff", "\u2066", "\ud800"])
def test_a_name_has_only_what_can_be_seen(sign):
    for check in (names.group, names.username):
        with pytest.raises(BadField):
            check(f"ad{sign}a")


@pytest.mark.parametrize("name", ["ada", "ada.l-1_x", "Аня", "李雷", "José", "अनु"])
def test_a_username_may_be_in_any_script(name):
    assert names.key(names.username(name)) == names.key(name)


@pytest.mark.parametrize(
    "name", ["", "ada lovelace", "/help", "@ada", "...", "--", "a\nb", 'a"b', "<ada>", "a,b", "😀"]
)
def test_a_username_can_be_typed_after_a_command_and_is_none(name):
    with pytest.raises(BadField):
        names.username(name)


@given(st.text(min_size=1, max_size=60))
def test_a_username_is_one_word_that_stays_itself(typed):
    with suppress(Refusal):
        name = names.username(typed)
        assert name.split() == [name]
        assert names.username(name) == name
        assert len(name) <= limits.USERNAME_CHARS


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name):
    key = names.key(name)
    assume(names.key(key) == names.key(key.upper().lower()))
    assert names.key(key) == key


def test_a_group_s_name_keeps_what_joins_its_letters_and_is_had_once_all_the_same():
    family, persian = "👩‍👧", "می‌خواهم"
    assert [names.group(name) for name in (family, persian)] == [family, persian]
    assert names.key(persian) == names.key(persian.replace("\u200c", ""))
    with pytest.raises(BadField):
        names.group("\u200d")
