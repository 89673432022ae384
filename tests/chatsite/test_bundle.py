"""Scripts that were put into one do what they did as many."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from chatsite import bundle

SCRIPTS = {
    "app.js": """
import "./parts/first.js";
import { count, Counter } from "./parts/counter.js";
import {
  words as said,
} from "./words.js";

const told = await Promise.resolve(said(count(2)));
console.log(told, new Counter().next(), (await import("./later.js")).late);
""",
    "words.js": """
import { count } from "./parts/counter.js";

const glue = " ";
export const words = (number) => [number, count(1), "words"].join(glue);
""",
    "parts/first.js": 'console.log("first");\n',
    "parts/counter.js": """
const glue = 40;
export function count(more) {
  return glue + more;
}
export async function never() {}
export class Counter {
  next() {
    return import("../later.js").constructor.name;
  }
}
""",
    "later.js": 'export const late = "later";\n',
}
SAID = "first\n42 41 words Promise later\n"


@pytest.fixture
def said(tmp_path):
    """What a script says in Node, in a folder with these files."""
    if not shutil.which("node"):
        pytest.skip("there is no node")

    def run(name, texts):
        for path, text in ({"package.json": '{"type": "module"}'} | texts).items():
            place = tmp_path / path
            place.parent.mkdir(exist_ok=True)
            place.write_text(text)
        done = subprocess.run(["node", tmp_path / name], capture_output=True, text=True)
        return done.stdout + done.stderr

    return run


def test_one_does_what_they_did_as_many(said):
    assert said("app.js", SCRIPTS) == SAID


def test_one_needs_only_what_is_imported_later(said):
    alone = {"app.js": bundle.bundled("app.js", SCRIPTS), "later.js": SCRIPTS["later.js"]}
    assert said("app.js", alone) == SAID


def test_it_begins_with_what_nobody_imports():
    assert bundle.beginnings(SCRIPTS) == {"app.js", "later.js"}


def test_what_imports_nothing_stays_as_it_is():
    assert bundle.bundled("later.js", SCRIPTS) == SCRIPTS["later.js"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("export default 1;\n", "export default 1;"),
        ('import all from "./words.js";\nexport const one = all;\n', "import all"),
        ('import { a } from "./app.js";\n', "app.js → words.js → app.js"),
    ],
)
def test_what_cannot_be_put_together_is_refused(text, fault):
    scripts = {"app.js": 'import { words } from "./words.js";\n', "words.js": text}
    with pytest.raises(ValueError, match=fault):
        bundle.bundled("app.js", scripts)


def test_all_scripts_of_the_pages_can_be_put_together():
    folder = settings.BASE_DIR / "static"
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.js")}
    whole = {name: bundle.bundled(name, texts) for name in bundle.beginnings(texts)}
    assert whole.keys() > {"js/chat.js", "js/search.js", "js/state/emoji.js"}
    assert not any(re.search(r"^import\b", text, re.MULTILINE) for text in whole.values())
