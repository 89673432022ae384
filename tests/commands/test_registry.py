"""The usage line is the grammar: whatever it allows is understood, and nothing else breaks."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rooms import commands
from rooms.commands import registry
from rooms.errors import BadField, NotFound, Refusal
from rooms.text import body as texts

ANYTHING = st.text(max_size=200)
VISIBLE = st.characters(exclude_categories=["Cc", "Cs", "Z"])
WORDS = st.text(VISIBLE, min_size=1, max_size=20).filter(lambda word: not word.isspace())
UNQUOTED = WORDS.filter(lambda word: '"' not in word)
NAMES = st.lists(UNQUOTED, min_size=1, max_size=4).map(" ".join)
GAPS = st.sampled_from([" ", "  ", "\t", " \n "])
LINES = st.builds(
    "/{}{}{}".format,
    st.sampled_from([command.name[1:] for command in registry.listing()]),
    st.sampled_from(["", " ", '"', ' "']),
    ANYTHING,
)


def parsed(line):
    command, rest = registry.find(line)
    return command, command.bind(rest)


@given(st.one_of(ANYTHING.map("/{}".format), LINES))
@example("/")
@example("/ ")
@example('/whisper "')
@example("/group  \u2003 join")
@example("/İ")
def test_no_line_is_worse_than_refused(line):
    refused = None
    try:
        body = texts.normalise(line)
        _, values = parsed(body)
    except Refusal as refusal:
        refused = refusal
    else:
        assert all(value in body for value in values.values())
    assert refused is None or refused.final
    assert commands.bucket(line) in ("join", "search", "command")


@st.composite
def typed(draw):
    """A line as its command's usage says, and what was meant by it."""
    command = draw(st.sampled_from(registry.listing()))
    line, meant = command.name, {}
    for argument in command.arguments:
        name, rest = registry.ARGUMENT.match(argument).groups()
        name = name.replace("-", "_")
        if argument.startswith("[") and draw(st.booleans()):
            meant[name] = ""
            continue
        meant[name] = draw(NAMES if rest else UNQUOTED)
        line += draw(GAPS) + meant[name]
    return command, line, meant


@given(typed())
def test_what_the_usage_says_is_what_is_understood(said):
    command, line, meant = said

    assert parsed(line) == (command, meant)


@given(typed(), st.sampled_from([str.upper, str.title, str.casefold]))
def test_a_command_is_known_in_any_case(said, write):
    command, _, _ = said

    assert registry.find(write(command.name))[0] is command


@given(typed(), UNQUOTED)
def test_what_is_too_much_is_answered_with_the_use(said, more):
    command, line, _ = said
    if command.arguments and command.arguments[-1].endswith(("...>", "...]")):
        return

    with pytest.raises(BadField) as refused:
        parsed(f"{line} {more}")

    assert command.usage in refused.value.text


@pytest.mark.parametrize("command", registry.listing(), ids=lambda command: command.name)
def test_what_is_missing_is_answered_with_the_use(command):
    if not any(argument.startswith("<") for argument in command.arguments):
        assert set(command.bind("").values()) <= {""}
        return
    for rest in ("", "  "):
        with pytest.raises(BadField) as refused:
            command.bind(rest)
        assert command.usage in refused.value.text
        assert command.summary in refused.value.text


@given(NAMES, NAMES)
def test_a_name_of_several_words_stands_in_quotes(name, message):
    _, values = parsed(f'/whisper "{name}" {message}')

    assert values == {"user": name, "message": message}


@given(st.text(VISIBLE | st.sampled_from(' "\n'), min_size=1).map(str.strip).filter(bool))
@example('"To be or not to be"')
@example('"" is empty')
@example("one  two\n\nthree")
def test_the_rest_of_a_line_stays_as_it_was_typed(message):
    _, values = parsed(f"/whisper ada {message}")

    assert values["message"] == message


@given(NAMES)
def test_quotes_around_a_name_are_not_part_of_it(name):
    assert registry.unquoted(f'"{name}"') == name
    assert registry.unquoted(name) == name


@pytest.mark.parametrize("name", ['"', 'a "b" c', '"a" and "b"', '"open', 'shut"'])
def test_other_quotes_are(name):
    assert registry.unquoted(name) == name


@pytest.mark.parametrize(
    ("line", "meant"),
    [("/whsiper bob psst", "/whisper"), ("/hlep", "/help"), ("/ＨＥＬＰ", "/help")],
)
def test_an_unknown_command_is_answered_with_what_was_meant(line, meant):
    with pytest.raises(NotFound, match=f"Did you mean {meant}\\?"):
        registry.find(line)


def test_of_a_family_all_are_named():
    with pytest.raises(NotFound) as refused:
        registry.find("/group jion chess")

    assert "/group join" in refused.value.text


@pytest.mark.parametrize(
    "line", ["/group join x", "/GROUP Join x", "/group\tcreate x", "/ group join"]
)
def test_joining_and_making_groups_is_counted_by_itself(line):
    assert commands.bucket(line) == "join"
    assert commands.bucket("/group list") == commands.bucket("/groupjoin") == "command"


@pytest.mark.parametrize(
    ("body", "is_one"), [("/x", True), ("/", True), ("//x", False), ("x /y", False), (" /x", False)]
)
def test_a_command_begins_with_one_slash(body, is_one):
    assert commands.is_command(body) is is_one
