import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.text import terms

ODD = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("aZ9_-.:\"'*é́ßİıŁ京都らトกี한국\u1112\u1161\u11ab🎉👍🏽¦\u200dﬁ½ǅ")
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It's DONE", "it s done"),
        ("Café CAFE\u0301 ＣＡＦＥ", "cafe cafe cafe"),
        ("ПРИВЕТ ёлка", "привет елка"),
        ("10.100.200.101", "10 100 200 101"),
        ("snake_case kebab-case", "snake case kebab case"),
        ("北京大", "北京 京大 大"),
        ("我iPad", "我 ipad ¦ i pad"),
        ("getUserName", "getusername ¦ get user name ¦ username"),
        ("HTTPServer", "httpserver ¦ http server"),
        ("v2", "v2 ¦ v 2"),
        ("a1b2c3d4e5", "a1b2c3d4e5"),
        ("👍🏽!", "👍"),
        ("", ""),
    ],
)
def test_terms_of_a_text(text, found):
    assert terms.of(text) == found.split()


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("hello", [(["hello"], False)]),
        ("error-42", [(["error", "42"], False)]),
        ("大学", [(["大学"], False)]),
        ("大", [(["大"], True)]),
        ("getUser", [(["getuser"], False), (["get", "user"], False)]),
        ("...", []),
    ],
)
def test_what_finds_a_text(text, ways):
    assert terms.of_query(text) == ways


@given(ODD)
def test_places_are_those_of_the_terms(text):
    places = list(terms.places(text))

    assert all(0 <= one.start < one.end <= len(text) for one in places)
    # Rare signs that change when they are joined with others may be cut otherwise.
    if terms.fold(text) == "".join(terms.fold(piece) for piece in terms.CLUSTERS.findall(text)):
        assert [one.term for one in places] == terms.main(text)


@given(ODD)
def test_terms_have_no_sign_that_means_something_to_a_database(text):
    for term in terms.of(text):
        assert 0 < len(term) <= terms.TERM_CHARS
        assert not set(term) & set(" \t\n\"'\\*():&|!<>-+^,{}[]\0")
        assert not term.isascii() or term.isalnum()


@given(ODD)
def test_a_text_is_found_by_each_of_its_words(text):
    kept = terms.main(text)
    for word in text.split():
        for wanted, is_open in terms.of_query(word)[:1]:
            ends = [at for at in range(len(kept)) if kept[at : at + len(wanted)] == wanted]
            open_end = is_open and any(one.startswith(wanted[-1]) for one in kept)
            alone = terms.fold(word) in terms.fold(text)
            assert ends or open_end or not alone
