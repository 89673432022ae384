import re

import pytest
from django.core.files.storage import storages

from chatsite import static


@pytest.fixture
def sources(settings, tmp_path):
    """Two modules, one of which imports the other, and nothing else."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "talk.js").write_text('import { word } from "./word.js";\nconsole.log(word);\n')
    (folder / "word.js").write_text('export const word = "hello";\n')
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def fresh():
    """The storage as a new process would make it."""
    return storages.create_storage({"BACKEND": "chatsite.static.HashedStorage"})


def test_nothing_needs_to_be_collected_before_pages_work(sources):
    assert fresh().url("talk.js") == "/static/talk.js"


def test_a_module_imports_the_hashed_name_of_another(sources, settings):
    static.collect()

    talk = fresh().stored_name("talk.js")
    assert re.fullmatch(r"talk\.[0-9a-f]{12}\.js", talk)
    collected = (settings.STATIC_ROOT / talk).read_text()
    assert f'"./{fresh().stored_name("word.js")}"' in collected


def test_what_was_collected_long_ago_is_not_shown(sources):
    static.collect()
    before = fresh().stored_name("talk.js")
    (sources / "word.js").write_text('export const word = "good day";\n')
    assert fresh().stored_name("talk.js") == "talk.js"

    static.collect()
    assert fresh().stored_name("talk.js") not in {before, "talk.js"}


def test_a_second_start_collects_nothing(sources, settings):
    static.collect()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    manifest.unlink()
    static.collect()
    assert not manifest.exists()


def test_a_stylesheet_takes_in_what_it_imports(sources, settings):
    (sources / "app.css").write_text('@layer base;\n@import url("parts/a.css") layer(base);\n')
    (sources / "parts").mkdir()
    (sources / "parts" / "a.css").write_text("p { color: red; }\n")
    static.collect()

    collected = (settings.STATIC_ROOT / fresh().stored_name("app.css")).read_text()
    assert "@import" not in collected
    assert re.search(r"@layer base \{\s*p \{ color: red; \}\s*\}", collected)
