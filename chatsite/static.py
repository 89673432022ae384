"""Style and scripts, under names that change with what is in them."""

import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command

IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class HashedStorage(ManifestStaticFilesStorage):
    """Hashed names once the present sources are collected; until then, their own names.

    So `runserver` and tests need no collecting, and never show what was collected long ago.
    """

    support_js_module_import_aggregation = True

    def load_manifest(self):
        return super().load_manifest() if is_collected() else ({}, "")

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                self._take_in_imports(name)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _take_in_imports(self, name):
        """One file instead of many: a browser finds out late what a stylesheet imports."""
        sheet = Path(self.path(name))
        text = sheet.read_text()
        whole = IMPORT.sub(lambda found: _layered(sheet.parent / found[1], found[2]), text)
        if whole != text:
            sheet.write_text(whole)

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name


def _layered(sheet, layer):
    return f"@layer {layer} {{\n{sheet.read_text()}\n}}"


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
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
