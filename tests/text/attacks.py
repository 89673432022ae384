"""What people try in order to run a script on somebody else's page, or to keep the server busy."""

import tomllib
from pathlib import Path

# {family: its attacks}
FAMILIES = {
    family["name"]: family["vectors"]
    for family in tomllib.loads(Path(__file__).with_name("vectors.toml").read_text())["family"]
}
ATTACKS = [attack for family in FAMILIES.values() for attack in family]

TIRING = [
    *(
        "[*",
        "![",
        "[",
        "[](",
        "[a](b",
        "[a](<",
        "[a]",
        "<",
        "*a ",
        "*",
        "*_",
        "*a_ ",
        "a**b",
        "~~a",
    ),
    *("> ", ">", "> a\nb\n", "> - ", "> ```\n", "- ", "- a\n", "1. ", "`", "`a``b", "```\n", "\\"),
    *("http://a.b ", "a@b.co ", "://", "x://", "a.", "mailto:"),
]
