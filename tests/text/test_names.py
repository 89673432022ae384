import unicodedata
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rooms import limits
from rooms.errors import BadField, Refusal
from rooms.models import Room, User
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


MARKED = "a" + "\u0315\u0300" * 50_000
SENTENCE = "\ufdfa"  # one sign that stands for 18


def looked_at(monkeypatch, check, name):
    """The most characters that were normalised at once, and what the check came to."""
    normalise, lengths = unicodedata.normalize, [0]

    def counted(form, text):
        lengths.append(len(text))
        return normalise(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counted)
    try:
        return max(lengths), check(name)
    except BadField as refusal:
        return max(lengths), refusal.text
    finally:
        monkeypatch.undo()


def test_what_is_far_too_long_for_a_name_is_not_looked_at(monkeypatch):
    for check, most in (
        (names.group, limits.GROUP_NAME_CHARS),
        (names.username, limits.USERNAME_CHARS),
        (names.display, limits.DISPLAY_NAME_CHARS),
    ):
        length, sentence = looked_at(monkeypatch, check, MARKED)
        assert length == 0
        assert f"can have {most} characters" in sentence

    assert looked_at(monkeypatch, names.key, MARKED) == (0, MARKED)


def test_a_name_may_be_spelt_with_more_signs_than_it_has_characters():
    spelt = unicodedata.normalize("NFD", "\u1ec7" * limits.GROUP_NAME_CHARS)
    assert len(spelt) == 3 * limits.GROUP_NAME_CHARS
    assert len(names.group(spelt)) == limits.GROUP_NAME_CHARS


def test_a_name_s_key_fits_where_it_is_kept():
    assert names.group(SENTENCE * 10)
    with pytest.raises(BadField, match="write some of them in letters"):
        names.group(SENTENCE * 20)


@given(st.text(max_size=60))
@example(SENTENCE * 14)
def test_the_key_of_a_shown_group_is_that_of_the_typed_one(typed):
    with suppress(Refusal):
        shown = names.group(typed)
        assert names.key(shown) == names.key(typed)
        assert names.group(shown) == shown
        assert 0 < len(shown) <= limits.GROUP_NAME_CHARS
        assert len(names.key(shown)) <= Room._meta.get_field("name_key").max_length


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\ufeff", "\u2066", "\ud800"])
def test_a_name_has_only_what_can_be_seen(sign):
    for check in (names.group, names.username):
        with pytest.raises(BadField):
            check(f"ad{sign}a")


@pytest.mark.parametrize("name", ["ada", "ada.l-1_x", "Аня", "李雷", "José", "अनु"])
def test_a_username_may_be_in_any_script(name):
    assert names.key(names.username(name)) == names.key(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Ольга-Мария_7", "Ωμέγα", "Nguyễn", "Kahaʻi", "Հայկ", "ნინო", "فاطمه_۱", "தமிழ்", "አበበ"),
        *("佐々木さくら", "ラーメン太郎", "金철수", "李明Leo", "ㄅㄆ李"),
    ],
)
def test_scripts_that_people_write_together_make_a_name(name):
    assert names.username(name) == name
    assert names.display(name) == name


@pytest.mark.parametrize("name", ["сhatgpt", "һеlр", "оlga", "adα", "ⲟlga", "Ꭺda", "аԁa", "Оlga"])
def test_a_name_does_not_look_like_another_by_mixing_scripts(name):
    for check in (names.username, names.display):
        with pytest.raises(BadField, match="can look alike"):
            check(name)


def test_words_of_a_shown_name_may_differ_in_script():
    assert names.display("Olga Иванова 🌻") == "Olga Иванова 🌻"


@pytest.mark.parametrize(
    "name", ["help", "ChatGPT", "ｃｈａｔｇｐｔ", "chat-gpt", "Chat_G.P.T", "every-one", "_me_"]
)
def test_a_username_is_no_command_s_word_however_it_is_parted(name):
    with pytest.raises(BadField, match="means something in this chat"):
        names.username(name)


@pytest.mark.parametrize("name", ["ChatGPT", "Chat GPT", "* C.h.a.t · G-P-T *", "ＣｈａｔＧＰＴ"])
def test_nobody_is_shown_as_the_assistant(name):
    with pytest.raises(BadField, match="the assistant's name"):
        names.display(name)
    assert names.display("Chat GPTeacher")


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
        assert len(names.key(name)) <= User._meta.get_field("username_key").max_length


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
