import pytest

from rooms.text.excerpt import excerpt


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Just **two** more\n\nyears", "Just two more years"),
        ("# Plans\n\n1. *eat*\n2. `sleep`", "Plans eat sleep"),
        ("> had to read the sign\n\nWhat does it say?", "What does it say?"),
        ("> nothing but this", "nothing but this"),
        ("```sh\nrm `x`\n```", "rm x"),
        ("look [here](https://example.org/a)", "look here"),
        ("2 * 3 * 4 = 2*3*4, snake_case", "2 * 3 * 4 = 2*3*4, snake_case"),
        ("~~Playtime~~ *Modern Times*.", "Playtime Modern Times."),
        ("", ""),
    ],
)
def test_one_line_of_what_was_said_without_the_marks_of_its_form(body, words):
    assert excerpt(body) == words


def test_no_more_than_fits():
    assert excerpt("long " * 50, 9) == "long long…"
