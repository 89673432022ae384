"""The tree in docs/architecture.md, held against the one that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/architecture.md").read_text()
TREE = PAGE.partition("## The tree")[2].split("```")[1]
ENTRIES = re.findall(r"^  (\w+)/ {2,}(.+(?:\n {8,}.+)*)", TREE, re.M)


@pytest.mark.parametrize(("folder", "named"), ENTRIES)
def test_a_folder_s_modules_are_all_named(folder, named):
    there = {path.stem for path in (ROOT / "rooms" / folder).glob("*.py")} - {"__init__"}

    assert set(re.findall(r"\w+", re.sub(r"\(.*?\)|\w+/", "", named))) == there


def test_every_folder_is_named():
    named = set(re.findall(r"([\w/]+)/", TREE))
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    parts = {path.name for path in (ROOT / "rooms").iterdir() if path.is_dir()}

    assert len(ENTRIES) > 5
    assert (tops | parts) - {"__pycache__", "var"} <= {word.split("/")[0] for word in named}
