import asyncio
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


def test_a_script_takes_in_what_it_imports(sources, settings):
    static.collect()

    talk = fresh().stored_name("talk.js")
    assert re.fullmatch(r"talk\.[0-9a-f]{12}\.js", talk)
    collected = (settings.STATIC_ROOT / talk).read_text()
    assert "hello" in collected
    assert "import" not in collected


def test_what_is_imported_later_has_its_hashed_name(sources, settings):
    (sources / "talk.js").write_text('export const later = () => import("./word.js");\n')
    static.collect()

    collected = (settings.STATIC_ROOT / fresh().stored_name("talk.js")).read_text()
    assert f'import("./{fresh().stored_name("word.js")}")' in collected


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


def test_what_is_taken_in_may_change_alone(sources, settings):
    test_a_stylesheet_takes_in_what_it_imports(sources, settings)
    (sources / "parts" / "a.css").write_text("p { color: green; }\n")
    (sources / "word.js").write_text('export const word = "good day";\n')
    static.collect()

    for name, new in (("app.css", "green"), ("talk.js", "good day")):
        assert new in (settings.STATIC_ROOT / fresh().stored_name(name)).read_text()


def got(server, path):
    """(status, headers, body) of what is asked for there."""
    sent = []

    async def send(event):
        sent.append(event)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(server(scope, None, send))
    head, *body = sent
    return head["status"], dict(head["headers"]), b"".join(one["body"] for one in body)


async def pages(scope, receive, send):
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"none"})


def test_what_a_newer_server_has_collected_is_served_too(sources, settings):
    static.collect()
    server = static.Served(pages)
    (sources / "talk.js").write_text("console.log(1);\n")
    static.collect()

    new = fresh().url("talk.js")
    status, headers, body = got(server, new)
    assert (status, body) == (200, b"console.log(1);\n")
    assert b"immutable" in headers[b"cache-control"]
    assert headers[b"x-content-type-options"] == b"nosniff"
    for path in ("/static/none.js", "/static/../secret", "/static//etc/passwd", "/static/", "/"):
        assert got(server, path)[0] == 404, path


@pytest.mark.parametrize("debug", [True, False])
def test_what_is_worked_on_is_served_as_it_is_now(sources, settings, debug):
    settings.DEBUG = debug
    if debug:
        static.collect()
    server = static.Served(pages)
    assert b"hello" in got(server, "/static/word.js")[2]
    (sources / "word.js").write_text('export const word = "a longer good day";\n')
    assert b"a longer good day" in got(server, "/static/word.js")[2]
    (sources.parent / "secret").write_text("s")
    assert got(server, "/static/../secret")[0] == 404
