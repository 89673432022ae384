"""Style and scripts, under names that change with what is in them."""

import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from servestatic import ServeStaticASGI
from servestatic.storage import CompressedManifestStaticFilesStorage

from . import bundle

IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, with what is compressed beside them, once the present sources are collected;
    until then, their own names.

    So `runserver` and tests need no collecting, and never show what was collected long ago.
    """

    support_js_module_import_aggregation = True

    def load_manifest(self):
        return super().load_manifest() if is_collected() else ({}, "")

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                self._keep(paths, name, _with_imports(_source(paths, name)))
            self._bundle(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self, paths):
        """Keep scripts that begin something, each with all that it imports, and no others."""
        scripts = [name for name in paths if name.endswith(".js")]
        texts = {name: _source(paths, name).read_text("utf-8") for name in scripts}
        first = bundle.beginnings(texts)
        for name in first:
            self._keep(paths, name, bundle.bundled(name, texts))
        for name in texts.keys() - first:
            del paths[name]

    def _keep(self, paths, name, text):
        # What was collected before may be of older parts, and newer than this file itself.
        Path(self.path(name)).write_text(text, "utf-8")
        paths[name] = (self, name)

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name


def _source(paths, name):
    storage, path = paths[name]
    return Path(storage.path(path))


def _with_imports(sheet):
    """One file instead of many: a browser finds out late what a stylesheet imports."""
    text = sheet.read_text("utf-8")
    return IMPORT.sub(lambda found: _layered(sheet.parent / found[1], found[2]), text)


def _layered(sheet, layer):
    return f"@layer {layer} {{\n{sheet.read_text('utf-8')}\n}}"


class Served(ServeStaticASGI):
    """Serves style and scripts itself, without Django, and leaves all else to `pages`. What is not
    collected, or is being worked on, is served as the source that there is at the moment.
    """

    def __init__(self, pages):
        super().__init__(
            pages, max_age=0, allow_all_origins=False, add_headers_function=_never_sniffed
        )
        self._are_sources = settings.DEBUG or not is_collected()
        if not self._are_sources:
            self.add_files(settings.STATIC_ROOT, settings.STATIC_URL)

    async def __call__(self, scope, receive, send):
        path = scope.get("path", "")
        if path.startswith(settings.STATIC_URL):
            self._look_for(path, path.removeprefix(settings.STATIC_URL))
        await super().__call__(scope, receive, send)

    def _look_for(self, path, name):
        if self._are_sources:
            found = self.url_is_canonical(path) and finders.find(name)
            if found:
                self.add_file_to_dictionary(path, found)
        elif path not in self.files and self.url_is_canonical(path):
            # While servers are renewed one by one, a page of the newest may ask any of them.
            found = Path(settings.STATIC_ROOT, name)
            if found.is_file():
                self.add_file_to_dictionary(path, str(found), root=settings.STATIC_ROOT)


def _never_sniffed(headers, path, url):
    headers["X-Content-Type-Options"] = "nosniff"


def collect():
    """Bring the collected files up to date. Old ones stay: pages that are open use them."""
    if not is_collected():
        # Whatever goes wrong half-way, the next start begins again.
        _stamp().unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        _stamp().write_text(_sources())


def is_collected():
    return _stamp().exists() and _stamp().read_text() == _sources()


def _stamp():
    return Path(settings.STATIC_ROOT, "sources.sha256")


def _sources():
    """What stands for all source files: changes when one of them does."""
    digest = sha256()
    for name, path in _found():
        stat = Path(path).stat()
        digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _found():
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            yield name, storage.path(name)
