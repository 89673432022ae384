"""The scripts that a page needs, told to the browser before it finds out one by one."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

IMPORT = re.compile(r"""^import\b[^"'(]*["'](\.[^"']+)["'];?$""", re.MULTILINE)


def announced(first):
    """The names of the modules to load with this one: none if it was collected with them."""
    return [] if getattr(staticfiles_storage, "hashed_files", None) else imported_by(first)


@cache
def imported_by(first):
    """The names of all modules that the first one imports, by itself or by others."""
    found, waiting = [], [first]
    while waiting:
        name = waiting.pop(0)
        for path in IMPORT.findall(Path(finders.find(name)).read_text()):
            module = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if module not in found:
                found.append(module)
                waiting.append(module)
    return sorted(found)
